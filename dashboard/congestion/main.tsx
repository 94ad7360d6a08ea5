import '../base/styles.css';
import './congestion.css';
import { mount } from '../base/mount.ts';
import { CongestionPage } from './congestion-page.tsx';

mount(<CongestionPage />);
