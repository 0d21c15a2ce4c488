import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { Server } from './api/server';
import { Chats } from './conversation/chats';
import { BrowserStore, MemoryStore } from './conversation/store';
import { apply } from './ui/preferences';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/chat.css';
import './styles/prose.css';

apply();
const server = new Server();
void server.check();
addEventListener('online', () => void server.check());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && server.state().phase === 'gone') void server.check();
});
void BrowserStore.open()
  .catch(() => new MemoryStore())
  .then((store) => {
    const chats = new Chats(store, server.lost);
    createRoot(document.getElementById('root')!).render(
      <StrictMode>
        <App server={server} chats={chats} />
      </StrictMode>,
    );
    return chats.load();
  });
