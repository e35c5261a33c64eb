import { useEffect, useRef, useState } from 'react';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { signInStrings } from './strings.ts';

export interface SignInFormProps {
  readonly signingIn: boolean;
  readonly onSignIn: (login: string, password: string) => void;
}

export function SignInForm({ signingIn, onSignIn }: SignInFormProps) {
  const strings = useStrings(signInStrings);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!login) first.current?.focus();
        else if (!password) second.current?.focus();
        else if (!signingIn) onSignIn(login, password);
      }}
    >
      <TextField
        label={strings.login}
        name="login"
        autoComplete="username"
        value={login}
        onChange={setLogin}
        inputRef={first}
        isRequired
      />
      <TextField
        label={strings.password}
        name="password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        inputRef={second}
        isRequired
      />
      <Button look="primary" type="submit" isPending={signingIn}>
        {signingIn ? strings.signingIn : strings.signIn}
      </Button>
    </form>
  );
}
