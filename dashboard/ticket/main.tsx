import '../base/styles.css';
import './ticket.css';
import { mount } from '../base/mount.ts';
import { TicketPage } from './ticket-page.tsx';

mount(<TicketPage />);
