import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangePasswordRequest, LoginRequest, type Me } from '@contraflow/contract';
import { CONFIG, type Config } from '../config.js';
import { Allow, BeforePasswordChange, Public } from '../ports/access.js';
import { CurrentUser } from '../ports/principal.js';
import type { Principal } from '../ports/session-gate.js';
import { Login } from './login.js';
import { writeSessionCookie } from './session-cookie.js';

@Controller('api/auth')
export class AuthController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Login) private readonly logins: Login,
  ) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  async login(@Body({ schema: LoginRequest }) body: LoginRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    const { token, me } = await this.logins.login(body, visitorOf(request));
    void reply.header('set-cookie', writeSessionCookie(this.config, token));
    return me;
  }

  @Allow('viewer')
  @BeforePasswordChange()
  @Post('logout')
  @HttpCode(204)
  async logout(@CurrentUser() user: Principal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.logins.logout(user, request.ip);
    void reply.header('set-cookie', writeSessionCookie(this.config, null));
  }

  @Allow('viewer')
  @BeforePasswordChange()
  @Get('me')
  me(@CurrentUser() user: Principal): Me {
    return this.logins.me(user);
  }

  @Allow('viewer')
  @BeforePasswordChange()
  @Post('password')
  @HttpCode(204)
  async changePassword(@CurrentUser() user: Principal, @Body({ schema: ChangePasswordRequest }) body: ChangePasswordRequest, @Req() request: FastifyRequest): Promise<void> {
    await this.logins.changePassword(user, body, visitorOf(request));
  }
}

function visitorOf(request: FastifyRequest) {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}
