import { z } from 'zod';

// The window's content security policy forbids code from strings. zod would try that for every schema it makes, so this
// file is imported before any of them exist.
z.config({ jitless: true });
