// Telos consent: asks for what the law demands where the visitor is, in their language; remembers;
// and holds scripts back until they are permitted. No dependency.
//
//   <script src="https://TELOS/sdk/consent.js" data-write-key="KEY" data-place="DE" async></script>
//   <script type="text/plain" data-purpose="shop-analytics" src="..."></script>
//   <button data-telos-consent>Privacy choices</button>
//
// Then `telos.consent.allowed(purpose)`, `.gate(purposes, then)`, `.wrap(analytics, purposes)`,
// `.known(userId)`, `.open()`. Every change is a `telos:consent` event on the document.
(() => {
  'use strict';
  const tag = document.currentScript;
  if (!tag || (window.telos && window.telos.consent)) return;

  const STORE = 'telos.consent';
  const LATER = 'telos.consent.later';
  const CALLS_MAX = 200;
  const GATES_MAX = 200;
  const DAY = 86_400_000;
  const CALLS = ['track', 'page', 'screen', 'identify', 'group', 'alias'];
  const GOOGLE = [
    'ad_storage', 'ad_user_data', 'ad_personalization', 'analytics_storage',
    'functionality_storage', 'personalization_storage', 'security_storage',
  ];

  const base = new URL(tag.src).origin;
  const key = tag.dataset.writeKey || '';
  const lang = tag.dataset.lang || document.documentElement.lang || navigator.language || '';
  const gpc = navigator.globalPrivacyControl === true;
  let setup = null;
  let banner = null;
  let opener = null;
  const gates = [];

  // --- What is remembered ------------------------------------------------------------------------

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE) || '{}');
      return kept && typeof kept === 'object' && kept.v === 1 ? kept : { v: 1, said: {} };
    } catch {
      return { v: 1, said: {} };
    }
  };
  let kept = read();
  if (!kept.said || typeof kept.said !== 'object') kept.said = {};
  const keep = () => {
    try {
      localStorage.setItem(STORE, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing is asked again on the next page.
    }
  };

  // The stock SDKs' own id of the visitor, so that both speak of the same person.
  const visitor = () => {
    let own = null;
    try {
      const user = window.analytics && window.analytics.user && window.analytics.user();
      own = user && typeof user.anonymousId === 'function' ? user.anonymousId() : null;
      own = own || JSON.parse(localStorage.getItem('ajs_anonymous_id') || 'null');
    } catch {
      own = null;
    }
    const id = tag.dataset.anonymousId || own || kept.id;
    if (typeof id === 'string' && id) kept.id = id;
    else kept.id = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2) + Date.now();
    return kept.id;
  };

  // --- What is permitted -------------------------------------------------------------------------

  const item = (purpose) => setup && setup.items.find((one) => one.purpose === purpose);

  // What was said, if it still counts: the text has not changed materially, and it is not too old.
  const said = (one) => {
    const known = kept.said[one.purpose];
    if (!known || typeof known.yes !== 'boolean') return null;
    if (known.yes && known.version < one.materialVersion) return null;
    const days = one.askAgainAfterDays;
    if (known.yes && days && Date.now() - known.at > days * DAY) return null;
    return known.yes;
  };
  const barred = (one) => gpc && one.endsWithGpc;
  const allowed = (purpose) => {
    if (!setup) return false;
    if (setup.always.includes(purpose)) return true;
    const one = item(purpose);
    if (!one || barred(one)) return false;
    const answer = said(one);
    return answer === null ? one.says === 'no' : answer;
  };
  const all = (purposes) => purposes.length > 0 && purposes.every(allowed);
  const names = (purposes) =>
    (Array.isArray(purposes) ? purposes : String(purposes || '').split(/[\s,]+/)).filter(Boolean);

  // --- What is held back -------------------------------------------------------------------------

  const release = (held) => {
    const script = document.createElement('script');
    for (const { name, value } of held.attributes) {
      if (name !== 'type' && name !== 'data-purpose' && name !== 'data-type') script.setAttribute(name, value);
    }
    script.type = held.dataset.type || 'text/javascript';
    if (held.nonce) script.nonce = held.nonce;
    if (!held.src) script.text = held.text;
    // A script that is put in runs at once unless it says otherwise; the order of the page is kept.
    if (!held.hasAttribute('async')) script.async = false;
    held.replaceWith(script);
  };
  const scripts = () => {
    for (const held of document.querySelectorAll('script[type="text/plain"][data-purpose]')) {
      if (all(names(held.dataset.purpose))) release(held);
    }
  };
  const opens = () => {
    for (let at = 0; at < gates.length; ) {
      if (all(gates[at].purposes)) gates.splice(at, 1)[0].then();
      else at += 1;
    }
  };
  const gate = (purposes, then) => {
    const wanted = names(purposes);
    if (all(wanted)) then();
    else if (gates.length < GATES_MAX) gates.push({ purposes: wanted, then });
  };

  // Calls of an analytics SDK wait until their purposes are permitted; a no forgets them.
  const wrap = (analytics, purposes) => {
    const wanted = names(purposes);
    let waiting = [];
    for (const name of CALLS) {
      const real = analytics[name];
      if (typeof real !== 'function') continue;
      analytics[name] = (...given) => {
        if (name === 'identify' && typeof given[0] === 'string') known(given[0]);
        if (all(wanted)) return real.apply(analytics, given);
        if (!setup || undecided(wanted)) {
          if (waiting.length < CALLS_MAX) waiting.push([real, given]);
        }
        return undefined;
      };
    }
    document.addEventListener('telos:consent', () => {
      if (all(wanted)) for (const [real, given] of waiting.splice(0)) real.apply(analytics, given);
      else if (!undecided(wanted)) waiting = [];
    });
    return analytics;
  };
  const undecided = (purposes) =>
    purposes.some((purpose) => {
      const one = item(purpose);
      return one && !barred(one) && said(one) === null;
    });

  // Google's tags: the default before anything runs, then every change.
  const google = (command) => {
    const states = {};
    for (const one of setup ? setup.items : []) {
      for (const signal of one.signals) {
        if (!GOOGLE.includes(signal)) continue;
        const yes = allowed(one.purpose) && states[signal] !== 'denied';
        states[signal] = yes ? 'granted' : 'denied';
      }
    }
    if (!Object.keys(states).length) return;
    window.dataLayer = window.dataLayer || [];
    // Google's tags know a command by its being `arguments`.
    (function push() {
      window.dataLayer.push(arguments);
    })('consent', command, states);
  };

  const changed = () => {
    scripts();
    opens();
    const purposes = {};
    for (const one of setup.items) purposes[one.purpose] = allowed(one.purpose);
    document.dispatchEvent(new CustomEvent('telos:consent', { detail: { purposes } }));
  };

  // --- What is told to Telos ---------------------------------------------------------------------

  const body = (extra) => {
    const consents = [];
    const objections = [];
    const evidence = (location.origin + location.pathname).slice(0, 500);
    for (const one of setup.items) {
      const known = kept.said[one.purpose];
      if (!known || typeof known.yes !== 'boolean') continue;
      const common = { purpose: one.purpose, method: 'banner', evidence, locale: known.locale };
      if (one.says === 'no') objections.push({ ...common, on: !known.yes });
      else {
        const act = known.yes ? 'grant' : known.was ? 'withdraw' : 'deny';
        consents.push({
          ...common, act, text_version: known.version, explicit: known.yes && one.explicit, separate: true,
        });
      }
    }
    const flags = gpc ? [{ flag: 'gpc', on: true, every_brand: true, actor: 'signal', method: 'gpc-script' }] : [];
    if (!consents.length && !objections.length && !flags.length) return null;
    const context = { locale: setup.language };
    if (setup.place) context.location = setup.place;
    const at = new Date().toISOString();
    const ids = { anonymousId: visitor(), messageId: `banner-${visitor()}-${Date.now()}`.slice(0, 100) };
    return { writeKey: key, ...ids, ...extra, timestamp: at, sentAt: at, context, consents, objections, flags };
  };
  const send = (extra) => {
    const message = body(extra);
    if (!message) return;
    kept.unsent = true;
    keep();
    // Text needs no preflight, and the answer must outlive the page.
    fetch(`${base}/v1/consents`, {
      method: 'POST', keepalive: true, credentials: 'omit',
      headers: { 'content-type': 'text/plain' }, body: JSON.stringify(message),
    })
      .then((answer) => {
        // What was refused for good is not sent again; what could not be taken is, on the next page.
        if (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) {
          kept.unsent = false;
          keep();
        }
      })
      .catch(() => {});
  };

  // The visitor has become known: what was decided here holds for them too.
  const known = (user) => {
    if (typeof user !== 'string' || !user || kept.user === user) return;
    kept.user = user;
    keep();
    if (setup) send({ userId: user });
  };

  const decide = (answers) => {
    for (const one of setup.items) {
      if (barred(one) || !(one.purpose in answers)) continue;
      const before = kept.said[one.purpose];
      kept.said[one.purpose] = {
        yes: answers[one.purpose], version: one.textVersion, locale: one.textLanguage, at: Date.now(),
        was: Boolean(before && (before.yes || before.was)),
      };
    }
    keep();
    close();
    google('update');
    changed();
    send(kept.user ? { userId: kept.user } : {});
  };

  // --- What is asked -----------------------------------------------------------------------------

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes || {})) {
      if (attribute.startsWith('on')) element.addEventListener(attribute.slice(2), value);
      else if (value === true) element.setAttribute(attribute, '');
      else if (value !== false && value != null) element.setAttribute(attribute, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  };
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    section { position: fixed; z-index: 2147483646; left: 0; right: 0; bottom: 0; max-height: 90vh; overflow: auto;
      background: var(--s); color: var(--t); border-top: 4px solid var(--a); padding: 20px 16px calc(16px + env(safe-area-inset-bottom));
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "PingFang TC", "PingFang SC", "Noto Sans", sans-serif;
      box-shadow: 0 -4px 24px rgb(0 0 0 / 25%); --s: #fff; --t: #1c1c1e; --m: #55565b; --c: #74757b; }
    @media (prefers-color-scheme: dark) { section { --s: #1d1d1f; --t: #ececee; --m: #adaeb4; --c: #8b8c93; --a: var(--d); --o: var(--p); } }
    @media (min-width: 700px) { section { left: 16px; right: auto; bottom: 16px; max-width: 560px; border-radius: 12px; } }
    h2 { font-size: 20px; line-height: 1.3; margin: 0 48px 8px 0; }
    p { margin: 0 0 12px; }
    .m { color: var(--m); font-size: 14px; }
    a { color: var(--a); }
    .b { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
    button { min-height: 48px; font: inherit; font-weight: 700; padding: 8px 16px; border-radius: 8px; cursor: pointer;
      color: var(--o); background: var(--a); border: 1px solid var(--a); }
    button.q { grid-column: 1 / -1; color: var(--t); background: var(--s); border-color: var(--c); font-weight: 400; }
    button.x { position: absolute; top: 8px; right: 8px; min-width: 44px; min-height: 44px; padding: 0; color: var(--t);
      background: none; border: 0; font-size: 20px; }
    :focus-visible { outline: 3px solid var(--a); outline-offset: 2px; }
    fieldset { border: 0; margin: 0 0 12px; padding: 0; min-width: 0; }
    legend { padding: 0; font-weight: 700; }
    label { display: grid; grid-template-columns: 28px 1fr; gap: 8px; align-items: center; min-height: 44px; font-weight: 700; cursor: pointer; }
    input { width: 24px; height: 24px; margin: 0; accent-color: var(--a); }
    .d { margin: 0 0 12px 36px; }`;

  const close = () => {
    if (!banner) return;
    const inside = banner.contains(document.activeElement) || banner.shadowRoot.activeElement;
    banner.remove();
    banner = null;
    if (inside && opener && opener.isConnected) opener.focus();
  };
  // Closing is no decision: nothing is remembered but that the visitor was asked just now.
  const later = () => {
    try {
      sessionStorage.setItem(LATER, '1');
    } catch {
      // Asked again on the next page.
    }
    close();
  };

  const show = (choosing, focus) => {
    close();
    const w = setup.words;
    const items = setup.items.filter((one) => !barred(one));
    const boxes = items.map((one, at) => {
      const answer = said(one);
      // Nothing is ticked beforehand but what the visitor said themselves.
      const ticked = one.says === 'no' ? answer === false : answer === true;
      const box = make('input', { type: 'checkbox', id: `b${at}`, 'aria-describedby': `d${at}`, checked: ticked });
      const text = make('p', { id: `d${at}`, class: 'd m', lang: one.textLanguage }, one.text);
      return { one, box, row: make('div', null, make('label', { for: `b${at}` }, box, make('span', null, one.label)), text) };
    });
    const every = (yes) => () => decide(Object.fromEntries(items.map((one) => [one.purpose, yes])));
    const save = () =>
      decide(Object.fromEntries(boxes.map(({ one, box }) => [one.purpose, one.says === 'no' ? !box.checked : box.checked])));
    const note = gpc && setup.items.some(barred) ? make('p', { class: 'm' }, w.gpc) : null;
    const body = choosing
      ? make('fieldset', null, make('legend', null, w.choose), ...boxes.map(({ row }) => row))
      : make('p', { id: 'lead' }, items.map((one) => one.title).join(w.separator));
    const section = make(
      'section',
      { role: 'dialog', 'aria-modal': 'false', 'aria-labelledby': 'title', 'aria-describedby': 'told', lang: setup.language, tabindex: '-1' },
      make('h2', { id: 'title' }, w.title),
      make('p', { id: 'told' }, w.lead),
      note,
      items.length ? body : null,
      make('p', { class: 'm' }, make('a', { href: base + setup.transparency, target: '_blank', rel: 'noopener' }, w.more)),
      items.length
        ? make(
            'div',
            { class: 'b' },
            make('button', { type: 'button', 'data-say': 'no', onclick: every(false) }, w.no),
            make('button', { type: 'button', 'data-say': 'yes', onclick: every(true) }, w.yes),
            choosing
              ? make('button', { type: 'button', class: 'q', 'data-say': 'save', onclick: save }, w.save)
              : make('button', { type: 'button', class: 'q', 'data-say': 'choose', onclick: () => show(true, true) }, w.choose),
          )
        : null,
      make('button', { type: 'button', class: 'x', 'aria-label': w.close, onclick: later }, '\u00d7'),
    );
    section.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') later();
    });
    for (const [name, value] of Object.entries(setup.colours)) section.style.setProperty(`--${name}`, value);
    banner = make('div', { id: 'telos-consent' });
    const shadow = banner.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(section);
    // First on the page, so that the keyboard reaches it first.
    document.body.prepend(banner);
    if (focus) section.focus();
  };

  const open = () => {
    opener = document.activeElement;
    if (setup) show(true, true);
  };

  // --- Beginning ---------------------------------------------------------------------------------

  const begin = () => {
    google('default');
    changed();
    new MutationObserver(scripts).observe(document.documentElement, { childList: true, subtree: true });
    document.addEventListener('click', (event) => {
      const asked = event.target instanceof Element && event.target.closest('[data-telos-consent]');
      if (asked) {
        event.preventDefault();
        open();
        opener = asked;
      }
    });
    let waits = false;
    try {
      waits = sessionStorage.getItem(LATER) === '1';
    } catch {
      waits = false;
    }
    const asks = setup.items.some((one) => one.says === 'yes' && !barred(one) && said(one) === null);
    if (asks && !waits) show(false, false);
    if (kept.unsent || (gpc && !kept.gpc)) {
      kept.gpc = gpc;
      send(kept.user ? { userId: kept.user } : {});
    }
  };

  window.telos = Object.assign(window.telos || {}, {
    consent: {
      allowed, gate, wrap, known, open,
      decide: (answers) => setup && decide(answers),
      categories: () => Object.fromEntries((setup ? setup.items : []).map((one) => [one.purpose, allowed(one.purpose)])),
    },
  });

  const query = new URLSearchParams({ writeKey: key, lang, place: tag.dataset.place || '', city: tag.dataset.city || '' });
  fetch(`${base}/sdk/consent?${query}`, { credentials: 'omit' })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((told) => {
      setup = told;
      if (document.body) begin();
      else document.addEventListener('DOMContentLoaded', begin, { once: true });
    })
    // Without an answer nothing is permitted, and everything stays held back.
    .catch((error) => console.error('telos consent: no setup', error.message));
})();
