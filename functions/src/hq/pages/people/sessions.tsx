/** @jsxImportSource hono/jsx */
import { browserName } from '@jindian/shared/browser-name';
import { ulidSchema } from '@jindian/shared/contract/common';
import type { SessionView } from '@jindian/shared/contract/people/session';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

/** Where this person is signed in, and how to end it: each session, or all but this one. */
export function sessionPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'sessions'>): void {
  const { sessions } = deps;

  async function show(c: HqContext) {
    const visit = c.get('visit');
    const { t } = visit;
    const { memberId, sessionId, csrfToken } = signedIn(c);
    const ended = Number.parseInt(c.req.query('ended') ?? '', 10);
    const found = await sessions.list(memberId, sessionId);
    return page(
      c,
      { title: t('sessionsTitle'), place: 'people' },
      <>
        {ended >= 0 ? <Notice kind="good">{t('sessionsEnded', { count: ended })}</Notice> : null}
        <p class="page-lead">{t('sessionsLead')}</p>
        <Card
          flush
          tools={found.length > 1 ? <EndForm visit={visit} csrf={csrfToken} sessionId="" /> : undefined}
        >
          <SessionTable visit={visit} sessions={found} csrf={csrfToken} />
        </Card>
      </>,
    );
  }

  hq.get('/sessions', (c) => show(c));

  hq.post('/sessions', async (c) => {
    const field = await readForm(c);
    const { memberId, sessionId } = signedIn(c);
    const wanted = field('sessionId');
    if (wanted === '') {
      const ended = await sessions.endAll(memberId, sessionId);
      return c.redirect(`/hq/sessions?ended=${ended}`, 303);
    }
    if (!ulidSchema.safeParse(wanted).success)
      return problemPage(c, 'invalid_request', { detail: 'sessionId' });
    await sessions.end(memberId, wanted);
    return c.redirect('/hq/sessions?ended=1', 303);
  });
}

/** Without a session: all but this one. */
function EndForm({ visit, csrf, sessionId }: { visit: Visit; csrf: string; sessionId: string }) {
  return (
    <form method="post" action="/hq/sessions">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="sessionId" value={sessionId} />
      <button class="button is-small is-plain" type="submit">
        {visit.t(sessionId === '' ? 'sessionEndOthers' : 'sessionEnd')}
      </button>
    </form>
  );
}

function SessionTable(props: { visit: Visit; sessions: readonly SessionView[]; csrf: string }) {
  const { visit, sessions, csrf } = props;
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
            session.current ? (
              t('sessionCurrent')
            ) : (
              <EndForm visit={visit} csrf={csrf} sessionId={session.id} />
            ),
          ]}
        />
      ))}
    </Table>
  );
}
