import { mount } from 'svelte';
import App from './App.svelte';
import { startTheme } from './lib/theme.svelte';
import { startWords } from './lib/words.svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

startTheme();
void startWords().then(() => mount(App, { target: document.getElementById('app')! }));
