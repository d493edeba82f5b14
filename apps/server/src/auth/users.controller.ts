import { Body, Controller, Get, Inject, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { CreateUserRequest, UpdateUserRequest, type User } from '@contraflow/contract';
import { Allow } from '../ports/access.js';
import { CurrentUser } from '../ports/principal.js';
import type { Principal } from '../ports/session-gate.js';
import { Users } from './users.js';

@Allow('admin')
@Controller('api/users')
export class UsersController {
  constructor(@Inject(Users) private readonly users: Users) {}

  @Get()
  list(): Promise<User[]> {
    return this.users.list();
  }

  @Post()
  create(@Body({ schema: CreateUserRequest }) body: CreateUserRequest, @CurrentUser() by: Principal): Promise<User> {
    return this.users.create(body, by.username);
  }

  @Patch(':id')
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateUserRequest }) body: UpdateUserRequest, @CurrentUser() by: Principal): Promise<User> {
    return this.users.update(id, body, by.username);
  }
}
