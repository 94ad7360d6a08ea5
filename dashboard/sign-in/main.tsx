import '../base/styles.css';
import '../parts/desk.css';
import '../parts/sign-in/sign-in.css';
import { mount } from '../base/mount.ts';
import { SignInPage } from './sign-in-page.tsx';

mount(<SignInPage />);
