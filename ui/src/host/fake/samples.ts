// What the fake host's library is made of.
export type Sample = { name: string; language: string; tags: string[]; app: string; text: string };

export const LANGUAGES = [
  { id: "c", name: "C", grammar: "c" },
  { id: "css", name: "CSS", grammar: "css" },
  { id: "dockerfile", name: "Dockerfile", grammar: "docker" },
  { id: "go", name: "Go", grammar: "go" },
  { id: "js", name: "JavaScript", grammar: "javascript" },
  { id: "py", name: "Python", grammar: "python" },
  { id: "rs", name: "Rust", grammar: "rust" },
  { id: "sh", name: "Shell", grammar: "shellscript" },
  { id: "sql", name: "SQL", grammar: "sql" },
  { id: "ts", name: "TypeScript", grammar: "typescript" },
  { id: "yaml", name: "YAML", grammar: "yaml" },
] as const;

export const MERGE_INTERVALS = `def merge_intervals(intervals):
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged`;

export const MERGE_SPANS = `def merge_spans(spans):
    result = []
    for lo, hi in sorted(spans):
        if result and lo <= result[-1][1]:
            result[-1][1] = max(result[-1][1], hi)
        else:
            result.append([lo, hi])
    return result`;

export const SAMPLES: Sample[] = [
  {
    name: "retry_with_backoff",
    language: "rs",
    tags: ["async", "tokio"],
    app: "Neovim",
    text: `async fn retry_with_backoff<F, T, E>(mut op: F) -> Result<T, E>
where
    F: AsyncFnMut() -> Result<T, E>,
{
    let mut delay = Duration::from_millis(50);
    for attempt in 1.. {
        match op().await {
            Ok(value) => return Ok(value),
            Err(e) if attempt == 5 => return Err(e),
            Err(_) => sleep(delay).await,
        }
        delay *= 2; // no jitter: one caller
    }
    unreachable!()
}`,
  },
  { name: "merge_intervals", language: "py", tags: ["algorithm"], app: "VS Code", text: MERGE_INTERVALS },
  {
    name: "fetchWithRetry",
    language: "js",
    tags: ["http"],
    app: "VS Code",
    text: `async function fetchWithRetry(url, attempts = 3) {
  for (let i = 1; ; i++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return answer.json();
    if (i === attempts) throw new Error(\`\${url}: gave up after \${attempts}\`);
    await new Promise((done) => setTimeout(done, 200 * 2 ** i));
  }
}`,
  },
  {
    name: "retry decorator",
    language: "py",
    tags: ["decorator"],
    app: "PyCharm",
    text: `def retry(times=3, on=(OSError,), wait=0.2):
    def decorate(call):
        @functools.wraps(call)
        def again(*args, **kwargs):
            for left in reversed(range(times)):
                try:
                    return call(*args, **kwargs)
                except on:
                    if not left:
                        raise
                    time.sleep(wait)
        return again
    return decorate`,
  },
  {
    name: "curl with retry",
    language: "sh",
    tags: ["http", "cli"],
    app: "Terminal",
    text: `curl --retry 5 --retry-all-errors -fsSL "$url" -o "$out"`,
  },
  {
    name: "job table with retry count",
    language: "sql",
    tags: ["schema"],
    app: "DataGrip",
    text: `CREATE TABLE jobs (id bigserial PRIMARY KEY, retry int NOT NULL DEFAULT 0,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done')),
  due timestamptz NOT NULL DEFAULT now());
CREATE INDEX jobs_due ON jobs (due) WHERE state = 'waiting';`,
  },
  {
    name: "top customers by revenue",
    language: "sql",
    tags: ["report"],
    app: "DataGrip",
    text: `SELECT c.region, count(*) FROM customers c LEFT JOIN orders o ON o.customer = c.id
GROUP BY c.region HAVING sum(o.total) > 1000 ORDER BY 2 DESC LIMIT 10;`,
  },
  {
    name: "find large files",
    language: "sh",
    tags: ["cli"],
    app: "Terminal",
    text: `find . -size +50M -print0 | xargs -0 du -h | sort -h`,
  },
  {
    name: "debounce",
    language: "ts",
    tags: ["timing"],
    app: "VS Code",
    text: `export function debounce<A extends unknown[]>(call: (...args: A) => void, ms: number) {
  let timer: ReturnType<typeof setTimeout>;
  return (...args: A) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), ms);
  };
}`,
  },
  {
    name: "worker pool",
    language: "go",
    tags: ["concurrency"],
    app: "GoLand",
    text: `func run(jobs <-chan Job, workers int) error {
	g, ctx := errgroup.WithContext(context.Background())
	for range workers {
		g.Go(func() error {
			for job := range jobs {
				if err := job.Do(ctx); err != nil {
					return fmt.Errorf("job %s: %w", job.ID, err)
				}
			}
			return nil
		})
	}
	return g.Wait()
}`,
  },
  {
    name: "centre a child",
    language: "css",
    tags: ["layout"],
    app: "Firefox",
    text: `.parent {
  display: grid;
  place-items: center;
  min-height: 100dvh;
}`,
  },
  {
    name: "small node image",
    language: "dockerfile",
    tags: ["container"],
    app: "VS Code",
    text: `FROM node:22-alpine AS build
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build`,
  },
  {
    name: "ring buffer push",
    language: "c",
    tags: ["embedded"],
    app: "Neovim",
    text: `bool ring_push(struct ring *r, uint8_t byte)
{
    size_t next = (r->head + 1) & (RING_SIZE - 1);
    if (next == r->tail)
        return false; /* full */
    r->data[r->head] = byte;
    r->head = next;
    return true;
}`,
  },
  {
    name: "cancel older runs",
    language: "yaml",
    tags: ["ci"],
    app: "VS Code",
    text: `concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true`,
  },
];
