/** What the preload script may ask of the main process, by name. */
export const verbs = {
  openPort: 'window.openPort',
  chooseFiles: 'window.chooseFiles',
  chooseFolder: 'window.chooseFolder',
  chooseList: 'window.chooseList',
  chooseAnnotations: 'window.chooseAnnotations',
  chooseTarget: 'window.chooseTarget',
  grantPaths: 'window.grantPaths',
  reveal: 'window.reveal',
  /** The page listens for opened files from now on. */
  ready: 'window.ready',
} as const;

/** What the main process sends to the preload script. */
export const notices = { port: 'window.port', opened: 'window.opened' } as const;
