export function BenchPage() {
  return <main>…</main>;
}
