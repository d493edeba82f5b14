import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiError } from '../api/request.js';
import { makeRouter } from './router.js';
import { cssVariables, theme } from './theme.js';

const isRefusal = (error: unknown) => error instanceof ApiError && error.status >= 400 && error.status < 500;

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // The session has ended under way; the route's guard knows where to go. Its own question is not asked again for it.
      if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== 'me') void queries.resetQueries({ queryKey: ['me'] }).catch(() => undefined).then(() => router.invalidate());
    },
  }),
  defaultOptions: {
    // Whether there is a network is found out by asking: what the browser believes about it holds for hosts far away, too.
    mutations: { networkMode: 'always' },
    queries: { networkMode: 'always', retry: (failures, error) => failures < 2 && !isRefusal(error), retryDelay: 500, refetchOnWindowFocus: false, staleTime: 2_000 },
  },
});

const router = makeRouter(queries);

/** The whole dashboard. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
