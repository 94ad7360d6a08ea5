export function BoardPage() {
  return <main>…</main>;
}
