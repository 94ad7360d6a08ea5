import '../base/styles.css';
import '../parts/desk.css';
import '../parts/sign-in/sign-in.css';
import './people.css';
import { mount } from '../base/mount.ts';
import { PeoplePage } from './people-page.tsx';

mount(<PeoplePage />);
