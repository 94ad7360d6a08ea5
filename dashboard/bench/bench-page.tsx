import { useState } from 'preact/hooks';
import { clockTime } from '../base/format.ts';
import { type Problem, postJson } from '../live/api.ts';
import { useLive } from '../live/use-live.ts';
import { Both, Figures, StaleBanner } from '../parts/parts.tsx';
import { type BenchValue, bySection, type SectionBench } from './bench-value.ts';
import { Device } from './device.tsx';
import type { Post } from './post.ts';

export function BenchPage() {
  const live = useLive<BenchValue>({
    stream: '/api/bench/stream',
    event: 'bench',
    snapshot: '/api/bench',
    timeOf: (bench) => bench.wardTime,
  });
  const [problem, setProblem] = useState<Problem | null>(null);
  const post: Post = async (path, body) => {
    const answer = await postJson(path, body);
    setProblem(answer.ok ? null : answer.problem);
  };
  const bench = live.value;
  return (
    <main class="bench">
      <header class="bench-head">
        <h1>
          <Both text={{ ja: '模擬機器', en: 'Simulated devices' }} stacked />
        </h1>
        {bench !== null && (
          <p class="ward-time figure" data-testid="ward-time">
            {live.status === 'live' && clockTime(live.heardAt ?? bench.wardTime)}{' '}
            <span class="speed">
              ×{bench.speed}{' '}
              <span class="en" lang="en">
                speed
              </span>
            </span>
          </p>
        )}
      </header>
      <StaleBanner live={live} />
      {problem !== null && (
        <p class="banner bad" role="alert">
          <Both text={problem} />
        </p>
      )}
      {bench !== null && (
        <>
          <nav class="links" aria-label="画面 Pages">
            {bench.links.map((link) => (
              <a key={link.url} href={link.url} target="_blank" rel="noreferrer">
                <Both text={link.label} />
              </a>
            ))}
          </nav>
          <Figures live={live}>
            {bySection(bench).map((group) => (
              <Section key={group.path} group={group} post={post} />
            ))}
          </Figures>
        </>
      )}
    </main>
  );
}

function Section({ group, post }: { group: SectionBench; post: Post }) {
  const { path, section, devices } = group;
  return (
    <section class="bench-section" data-testid="bench-section" data-section={path}>
      <div class="bench-section-head">
        <h2>{path}</h2>
        {section !== null && (
          <p class="leads">
            <a href={`${section.lead}/kiosk`} target="_blank" rel="noreferrer">
              番号札 <span class="en">kiosk</span>
            </a>
            <a href={`${section.lead}/staff`} target="_blank" rel="noreferrer">
              職員 <span class="en">staff</span>
            </a>
            <a href={`${section.lead}/board`} target="_blank" rel="noreferrer">
              表示盤 <span class="en">board</span>
            </a>
          </p>
        )}
      </div>
      {section !== null && (
        <div class="take">
          <span>
            <Both text={{ ja: '番号札を取る', en: 'Take a ticket' }} />
          </span>
          {section.services.map(({ service, name }) => (
            <button
              type="button"
              key={service}
              class="key"
              data-testid="take-ticket"
              data-service={service}
              onClick={() => post('/api/bench/tickets', { section: path, service })}
            >
              <Both text={name} />
            </button>
          ))}
        </div>
      )}
      <div class="devices">
        {devices.map((device) => (
          <Device key={device.id} device={device} post={post} />
        ))}
      </div>
    </section>
  );
}
