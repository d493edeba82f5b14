import { Module } from '@nestjs/common';
import { LossesController } from './losses.controller.js';
import { LossesHealth } from './losses-health.js';

/** What was set aside and what was dropped: a list, its files, and a line on the board of health. */
@Module({ controllers: [LossesController], providers: [LossesHealth] })
export class LossesModule {}
