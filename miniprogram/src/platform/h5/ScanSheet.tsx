import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { readQr } from './read-qr.ts';
import { h5Texts } from './texts.ts';

/** Between two looks at the camera picture: fast enough to feel instant, slow enough for an old phone. */
const lookEveryMs = 250;

/** Scanning in a browser: the camera, a photo, or the text itself. */
export function ScanSheet({ answer }: { answer: (text: string | null) => void }) {
  const { t } = h5Texts.use();
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<'starting' | 'on' | 'off'>('starting');
  const [failure, setFailure] = useState('');
  const [text, setText] = useState('');
  const answerRef = useRef(answer);
  answerRef.current = answer;

  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer = 0;
    let stopped = false;
    const look = async () => {
      const element = video.current;
      if (stopped || !element) return;
      const found = element.videoWidth > 0 ? await readQr(frameOf(element)).catch(() => null) : null;
      if (stopped) return;
      if (found) answerRef.current(found);
      else timer = window.setTimeout(look, lookEveryMs);
    };
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        const element = video.current;
        if (stopped || !element) return;
        element.srcObject = stream;
        await element.play();
        setCamera('on');
        await look();
      } catch {
        if (!stopped) setCamera('off');
      }
    };
    void start();
    return () => {
      stopped = true;
      window.clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);

  const readPicture = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (!file) return;
    setFailure('');
    const found = await readQr(file).catch(() => null);
    if (found) answer(found);
    else setFailure(t('scanNotFound'));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) answer(text.trim());
  };

  return (
    <section className="h5-scan" role="dialog" aria-label={t('scanTitle')}>
      <header className="h5-scan__bar">
        <button
          id="scan-close"
          type="button"
          className="h5-round"
          aria-label={t('close')}
          onClick={() => answer(null)}
        >
          ✕
        </button>
        <span>{t('scanTitle')}</span>
      </header>
      <div className="h5-scan__view">
        <video ref={video} className={camera === 'on' ? 'h5-scan__video' : 'h5-hidden'} playsInline muted />
        <div className="h5-scan__frame">
          {camera === 'off' ? <p className="h5-scan__note">{t('scanNoCamera')}</p> : null}
        </div>
        {camera === 'off' ? null : <p className="h5-scan__aim">{t('scanAim')}</p>}
      </div>
      <footer className="h5-scan__tools">
        {failure ? <p className="h5-scan__failure">{failure}</p> : null}
        <label className="h5-button h5-button--light">
          {t('scanPicture')}
          <input
            id="scan-picture"
            type="file"
            accept="image/*"
            className="h5-hidden"
            onChange={readPicture}
          />
        </label>
        <form className="h5-scan__paste" onSubmit={submit}>
          <input
            id="scan-text"
            className="h5-input"
            placeholder={t('scanPaste')}
            aria-label={t('scanPaste')}
            value={text}
            maxLength={2048}
            onChange={(event) => setText(event.target.value)}
          />
          <button id="scan-submit" type="submit" className="h5-button h5-button--pay h5-button--inline">
            {t('scanSubmit')}
          </button>
        </form>
      </footer>
    </section>
  );
}

function frameOf(element: HTMLVideoElement): ImageData {
  // Beyond this size the reader only gets slower.
  const scale = Math.min(1, 960 / Math.max(element.videoWidth, element.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(element.videoWidth * scale);
  canvas.height = Math.round(element.videoHeight * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(element, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
