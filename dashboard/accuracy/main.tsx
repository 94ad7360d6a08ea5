import 'uplot/dist/uPlot.min.css';
import '../base/styles.css';
import './accuracy.css';
import { mount } from '../base/mount.ts';
import { AccuracyPage } from './accuracy-page.tsx';

mount(<AccuracyPage />);
