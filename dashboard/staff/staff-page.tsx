export function StaffPage() {
  return <main>…</main>;
}
