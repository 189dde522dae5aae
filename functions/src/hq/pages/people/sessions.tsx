/** @jsxImportSource hono/jsx */
import { browserName } from '@jindian/shared/browser-name';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { SessionView } from '@jindian/shared/contract/people/session';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';

/** Where this person is signed in, and how to end it: each session, or all but this one. */
export function sessionPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'sessions'>,
  forms: FormRegistry,
): void {
  const { sessions } = deps;

  async function show(c: HqContext) {
    const visit = c.get('visit');
    const { t } = visit;
    const { memberId, sessionId } = signedIn(c);
    const ended = Number.parseInt(c.req.query('ended') ?? '', 10);
    const found = await sessions.list(memberId, sessionId);
    return page(
      c,
      { title: t('sessionsTitle'), place: 'people' },
      <>
        {ended >= 0 ? <Notice kind="good">{t('sessionsEnded', { count: ended })}</Notice> : null}
        <p class="page-lead">{t('sessionsLead')}</p>
        <Card flush tools={found.length > 1 ? <EndForm c={c} sessionId="" /> : undefined}>
          <SessionTable c={c} sessions={found} />
        </Card>
      </>,
    );
  }

  hq.get('/sessions', (c) => show(c));

  forms.acts('/sessions', {
    end: form({ endpoint: endpoints.endSession, next: () => '/hq/sessions?ended=1' }),
    others: form({
      endpoint: endpoints.endSessions,
      body: () => ({ keepThis: true }),
      next: ({ ended }) => `/hq/sessions?ended=${ended}`,
    }),
  });
}

/** Without a session: all but this one. */
function EndForm({ c, sessionId }: { c: HqContext; sessionId: string }) {
  const visit = c.get('visit');
  return (
    <PostForm c={c} layout="" action="/hq/sessions" act={sessionId === '' ? 'others' : 'end'}>
      <input type="hidden" name="sessionId" value={sessionId} />
      <button class="button is-small is-danger" type="submit">
        {visit.t(sessionId === '' ? 'sessionEndOthers' : 'sessionEnd')}
      </button>
    </PostForm>
  );
}

function SessionTable(props: { c: HqContext; sessions: readonly SessionView[] }) {
  const { c, sessions } = props;
  const visit = c.get('visit');
  const { t } = visit;
  const columns = [
    { label: t('sessionStarted'), kind: 'main' as const },
    { label: t('sessionKind') },
    { label: t('sessionAddress') },
    { label: t('sessionAgent') },
    { label: t('sessionEnds') },
    { label: t('sessionEnd') },
  ];
  return (
    <Table caption={t('sessionsTitle')} columns={columns}>
      {sessions.map((session) => (
        <Row
          columns={columns}
          cells={[
            <Time atMs={session.startedAtMs} />,
            visit.code('audience', session.audience),
            session.address ?? t('unknownAddress'),
            session.agent === null ? t('unknownAddress') : browserName(session.agent),
            <Time atMs={session.expiresAtMs} />,
            session.current ? t('sessionCurrent') : <EndForm c={c} sessionId={session.id} />,
          ]}
        />
      ))}
    </Table>
  );
}
