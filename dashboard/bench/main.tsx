import '../base/styles.css';
import './bench.css';
import { mount } from '../base/mount.ts';
import { BenchPage } from './bench-page.tsx';

mount(<BenchPage />);
