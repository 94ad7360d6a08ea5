import '../base/styles.css';
import '../parts/desk.css';
import '../parts/sign-in/sign-in.css';
import './staff.css';
import './lists.css';
import { mount } from '../base/mount.ts';
import { StaffPage } from './staff-page.tsx';

mount(<StaffPage />);
