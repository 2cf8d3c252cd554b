import { useState } from 'preact/hooks';
import { keepKey, type Refused } from '../api/client.ts';
import { texts } from '../texts/texts.ts';

/** Another key, where the one in use may not record; what is typed stays. */
export function OtherKey({ refused, onKey }: { refused: Refused; onKey: () => void }) {
  const [key, setKey] = useState('');
  const take = () => {
    if (key.trim() === '') return;
    keepKey(key.trim());
    onKey();
  };
  const { detail, errors } = refused.problem;
  return (
    <div class="notice trouble" role="alert">
      <p><b>{refused.problem.status === 401 ? texts.record.needsKey : texts.record.mayNot}</b></p>
      <p>{detail} {(errors ?? []).map(e => e.detail).join(' ')}</p>
      <p class="record-key">
        <label>{texts.record.otherKey} <input type="password" autocomplete="off" value={key} onInput={e => setKey(e.currentTarget.value)}
          onKeyDown={e => { if (e.key === 'Enter') { e.preventDefault(); take(); } }} /></label>
        <button type="button" onClick={take}>{texts.useKey}</button>
      </p>
    </div>
  );
}
