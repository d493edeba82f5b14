// Real servers and browsers on a busy machine: a bound against hanging, nothing a test may count on.
jest.setTimeout(120_000);
