import { render } from 'preact';
import '../base/styles.css';
import './ticket.css';
import { TicketPage } from './ticket-page.tsx';

const app = document.getElementById('app');
if (app !== null) render(<TicketPage />, app);
