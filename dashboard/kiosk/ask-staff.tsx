import { Both } from '../parts/parts.tsx';

export function AskStaff() {
  return (
    <p class="ask-staff">
      <Both text={{ ja: 'お困りのときは職員にお声がけください。', en: 'Please ask our staff for help.' }} stacked />
    </p>
  );
}
