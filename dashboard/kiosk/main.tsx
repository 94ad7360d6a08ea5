import '../base/styles.css';
import '../parts/pair-screen.css';
import './kiosk.css';
import './issued.css';
import { mount } from '../base/mount.ts';
import { KioskPage } from './kiosk-page.tsx';

mount(<KioskPage />);
