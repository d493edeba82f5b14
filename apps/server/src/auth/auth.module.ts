import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SessionGate } from '../ports/session-gate.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeys } from './api-keys.js';
import { ApiKeysController } from './api-keys.controller.js';
import { Audit } from './audit.js';
import { AuthController } from './auth.controller.js';
import { FirstStart } from './first-start.js';
import { Login } from './login.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { SessionSweeper } from './session-sweeper.js';
import { Users } from './users.js';
import { UsersController } from './users.controller.js';

/** Who may do what: logins, sessions, roles, API keys, and the guard before every route. */
@Global()
@Module({
  controllers: [AuthController, UsersController, ApiKeysController],
  providers: [
    Audit,
    Passwords,
    Sessions,
    { provide: SessionGate, useExisting: Sessions },
    SessionSweeper,
    Login,
    Users,
    ApiKeys,
    FirstStart,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [SessionGate],
})
export class AuthModule {}
