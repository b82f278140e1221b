import { configure } from '@testing-library/svelte';

// On a machine with other work to do a window takes longer than the second that the library waits for what comes.
configure({ asyncUtilTimeout: 5_000 });
