// The names that the test catalog (`e2e/catalog/`) gives to what the suites use.

/** Write keys of its sources, the key that reads, and the one that opens the console. */
export const KEYS = {
  server: 'wk_e2e_server',
  browser: 'wk_e2e_browser',
  limited: 'wk_e2e_limited',
  machine: 'mk_e2e_reader',
  console: 'ck_e2e_console_of_the_tests',
};

/** The machine keys that every server of the suites is started with. */
export const MACHINES = [
  { name: 'reader', key: KEYS.machine, roles: ['read', 'decide', 'consent', 'explain', 'live', 'admin'], purposes: ['*'] },
];

/** A purpose that rests on a basis without consent, so that what it may hold is kept. */
export const PURPOSE = 'shop/service';
