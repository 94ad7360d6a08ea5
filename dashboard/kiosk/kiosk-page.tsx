export function KioskPage() {
  return <main>…</main>;
}
