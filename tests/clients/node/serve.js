/*
 * serve -- a gRPC server that nobody here wrote, for our client to call.
 *
 * Use:    NODE_PATH=... node serve.js SOCKET    prints "ready", and serves
 *         until its standard input ends
 * Serves: the contract of inventory, spoken in every kind of call:
 *         GetProduct one to one; ListProducts one to many (COUNT products);
 *         Restock many to one (the sum of all quantities); WatchStock many to
 *         many (each SKU comes back). A SKU says what else happens: "missing"
 *         is NOT_FOUND, "silent" is never answered, "flood" sends FLOOD
 *         levels at once.
 */
'use strict';
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const ROOT = path.resolve(__dirname, '../../..');
const COUNT = 1000;
const FLOOD = 20000;

const contract = loader.loadSync('domain/inventory/inventory.proto', {
  keepCase: true, longs: Number, defaults: true, includeDirs: [ROOT],
})['inventory.Inventory'];
const service = {
  ...contract,
  ListProducts: { ...contract.ListProducts, responseStream: true,
    responseSerialize: contract.GetProduct.responseSerialize },
  Restock: { ...contract.Restock, requestStream: true },
};

function refuse(sku) {
  const metadata = new grpc.Metadata();
  metadata.set('cleave-error', 'not-found');
  return { code: grpc.status.NOT_FOUND, details: `"${sku}" 없음 100%`,
    metadata };
}

function get(call, done) {
  const sku = call.request.sku;
  if (sku === 'missing') done(refuse(sku));
  else if (sku !== 'silent') done(null, { sku, price: 7 });
}

function list(call) {
  for (let i = 0; i < COUNT; i++) call.write({ sku: `P${i}`, price: i });
  call.end();
}

function restock(call, done) {
  let sum = 0;
  call.on('data', (message) => { sum += message.quantity; });
  call.on('end', () => done(null, { sku: 'SUM', price: sum }));
}

function watch(call) {
  call.on('data', (message) => {
    for (const sku of message.watch) {
      if (sku === 'missing') call.emit('error', refuse(sku));
      else if (sku === 'flood')
        for (let i = 0; i < FLOOD; i++) call.write({ sku, available: i });
      else if (sku !== 'silent') call.write({ sku, available: 1 });
    }
  });
  call.on('end', () => call.end());
  call.on('error', () => {});
}

const server = new grpc.Server();
server.addService(service, { GetProduct: get, ListProducts: list,
  Restock: restock, WatchStock: watch });
server.bindAsync(`unix:${process.argv[2]}`,
    grpc.ServerCredentials.createInsecure(), (error) => {
      if (error) {
        console.error(error.message);
        process.exit(1);
      }
      console.log('ready');
    });
process.stdin.on('end', () => server.forceShutdown());
process.stdin.on('close', () => process.exit(0));
process.stdin.resume();
