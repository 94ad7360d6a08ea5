export function TicketPage() {
  return <main>…</main>;
}
