import '../base/styles.css';
import './staff.css';
import './lists.css';
import { mount } from '../base/mount.ts';
import { StaffPage } from './staff-page.tsx';

mount(<StaffPage />);
