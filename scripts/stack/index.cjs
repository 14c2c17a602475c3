'use strict';
/** The local stack: a private RabbitMQ and Postgres, and the six services, each usable on its own. */
const { keepRunning, nextWaitMs } = require('./keep-running.cjs');
const { startPostgres } = require('./postgres.cjs');
const { startBroker } = require('./rabbitmq.cjs');
const { addVhost, rabbitmqctl, removeVhost } = require('./rabbitmqctl.cjs');
const { pollUntil } = require('./readiness.cjs');
const { runMigrations, startServices } = require('./services.cjs');
const { serviceNames } = require('./service-environment.cjs');
const { startStack } = require('./stack.cjs');
const { openState } = require('./state.cjs');

module.exports = {
  addVhost,
  keepRunning,
  nextWaitMs,
  openState,
  pollUntil,
  rabbitmqctl,
  removeVhost,
  runMigrations,
  serviceNames,
  startBroker,
  startPostgres,
  startServices,
  startStack,
};
