-- What an exchange was, how a stream or a tunnel ended, where it was seen, and how what is kept of a body
-- differs from what passed. Words of few are one letter each, see LETTERS in libs/contract/src/exchange-bytes.ts.
-- A constant default is in the catalog alone, so this is quick however many rows there are.
ALTER TABLE http_exchange
  -- r: response, s: stream, t: tunnel
  ADD exchange_kind      "char" NOT NULL DEFAULT 'r',
  ADD parent_span_id     bytea,
  -- i: internal, s: server, c: client, p: producer, o: consumer
  ADD span_kind          "char",
  -- g: gateway, m: middleware, o: otlp, i: import
  ADD origin             "char",
  -- c: caller, s: service, g: gateway
  ADD closed_by          "char",
  ADD close_code         integer,
  ADD request_body_note  text,
  ADD response_body_note text;

-- Streams and tunnels are among the exchanges, and have no part in the histogram and the sum of durations:
-- nobody is blocked for as long as they are open.
ALTER TABLE http_minute
  ADD streams bigint NOT NULL DEFAULT 0,
  ADD tunnels bigint NOT NULL DEFAULT 0;
