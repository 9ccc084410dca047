/*
 * by_streams -- @grpc/grpc-js against every kind of stream, health and
 *               reflection.
 *
 * Use:    NODE_PATH=... node by_streams.js FLOW    beside a running split; FLOW
 *         is the socket of tests/clients/flow/flow_server
 * Output: a line for each thing that was tried; exit 1 when one failed.
 *
 * The shop itself has no method that takes many messages and answers once, so
 * the kinds are tried on the server of our own stream tests.
 */
'use strict';
const assert = require('assert');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const root = path.resolve(__dirname, '../../..');
const run = path.join(process.env.CLEAVE_HOME, 'run');
const flowSocket = process.argv[2];
const PATIENCE_MS = 20000;
const options = {keepCase: true, longs: Number, enums: String, defaults: true,
                 oneofs: true, includeDirs: [root]};
const load = (file) => grpc.loadPackageDefinition(
    loader.loadSync(path.join(root, file), options));
const insecure = grpc.credentials.createInsecure();
const at = (Service, socket) => new Service(`unix:${socket}`, insecure);
const process1 = (Service, name) => at(Service, `${run}/${name}-1.sock`);

// One answer, or the error.
const ask = (client, method, message, extra = {}) =>
    new Promise((resolve, reject) => client[method](
        message, extra, (error, reply) =>
            error ? reject(error) : resolve(reply)));

// All messages and the status of a stream.
const drain = (stream) => new Promise((resolve) => {
    const messages = [];
    stream.on('data', (message) => messages.push(message));
    stream.on('error', () => {});
    stream.on('status', (status) => resolve({messages, status}));
});
const once = (stream, event) =>
    new Promise((resolve) => stream.once(event, resolve));

const inventory = load('domain/inventory/inventory.proto').inventory.Inventory;
const health = load('chassis/contracts/health.proto').grpc.health.v1.Health;
const flow = load('tests/clients/flow/flow.proto').payments.Payments;

const tests = {
    async 'client streaming: a thousand messages, one answer'() {
        const client = at(flow, flowSocket);
        const reply = await new Promise((resolve, reject) => {
            const stream = client.Refund((error, answer) =>
                error ? reject(error) : resolve(answer));
            for (let i = 0; i < 1000; i++)
                stream.write({order_id: '12345678'});
            stream.end();
        });
        assert.strictEqual(reply.amount, 1000);
        assert.strictEqual(reply.state, '8000');
    },

    async 'server streaming: one message, a thousand answers, in order'() {
        const {messages, status} =
            await drain(at(flow, flowSocket).Find({order_id: '1000'}));
        assert.strictEqual(status.code, grpc.status.OK);
        assert.deepStrictEqual(messages.map((m) => m.amount),
                               [...Array(1000).keys()]);
    },

    async 'large messages pass both ways'() {
        const stream = at(flow, flowSocket).Charge();
        const all = drain(stream);
        const sizes = [271828, 314159, 0, 1, 65536];
        sizes.forEach((size, i) =>
            stream.write({order_id: 'b'.repeat(size), amount: i}));
        stream.end();
        const {messages, status} = await all;
        assert.strictEqual(status.code, grpc.status.OK);
        assert.deepStrictEqual(messages.slice(0, 5).map((m) => m.state.length),
                               sizes);
        assert.strictEqual(messages[5].state, 'bye');
    },

    async 'a slow reader loses nothing'() {
        const stream = at(flow, flowSocket).Charge();
        stream.write({order_id: 'flood', amount: 5000});
        await once(stream, 'readable');
        await new Promise((resolve) => setTimeout(resolve, 200));
        stream.on('data', (m) => { if (m.amount === 4999) stream.end(); });
        const {messages, status} = await drain(stream);
        assert.strictEqual(status.code, grpc.status.OK);
        assert.deepStrictEqual(messages.slice(0, 5000).map((m) => m.amount),
                               [...Array(5000).keys()]);
    },

    async 'an error, a deadline and a cancel end a stream'() {
        const client = at(flow, flowSocket);
        let stream = client.Charge();
        let all = drain(stream);
        stream.write({order_id: 'decline'});
        assert.strictEqual((await all).status.details, '잔액 부족');
        stream = client.Charge({deadline: Date.now() + 150});
        assert.strictEqual((await drain(stream)).status.code,
                           grpc.status.DEADLINE_EXCEEDED);
        stream = client.Charge();
        all = drain(stream);
        stream.write({order_id: 'hello'});
        await once(stream, 'data');
        stream.cancel();
        assert.strictEqual((await all).status.code, grpc.status.CANCELLED);
    },

    async 'health: Check, List and Watch'() {
        const client = process1(health, 'gateway');
        assert.strictEqual((await ask(client, 'Check', {})).status, 'SERVING');
        const list = await ask(client, 'List', {});
        assert.strictEqual(list.statuses['shop.Shop'].status, 'SERVING');
        const unknown = await ask(client, 'Check', {service: 'no.Such'})
            .then(() => null, (error) => error);
        assert.strictEqual(unknown.code, grpc.status.NOT_FOUND);
        const watch = client.Watch({service: 'no.Such'});
        const all = drain(watch);
        assert.strictEqual((await once(watch, 'data')).status,
                           'SERVICE_UNKNOWN');
        watch.cancel();
        assert.strictEqual((await all).status.code, grpc.status.CANCELLED);
    },

    async 'reflection: a client made of what the server says'() {
        for (const version of ['v1', 'v1alpha'])
            await reflect(version);
    },

};

// Learns the contract from the server alone, and calls by it.
async function reflect(version) {
    const file = `chassis/contracts/reflection_${version}.proto`;
    const client = process1(
        load(file).grpc.reflection[version].ServerReflection, 'inventory');
    const stream = client.ServerReflectionInfo();
    const all = drain(stream);
    const next = async (question) => {
        stream.write(question);
        return once(stream, 'data');
    };
    const listed = (await next({list_services: '*'}))
        .list_services_response.service.map((s) => s.name);
    assert.ok(listed.includes('inventory.Inventory'));
    assert.ok(listed.includes('grpc.health.v1.Health'));
    const found = await next({file_containing_symbol: 'inventory.Inventory'});
    const missing = await next({file_by_filename: 'no.proto'});
    assert.strictEqual(missing.error_response.error_code, 5);
    stream.end();
    assert.strictEqual((await all).status.code, grpc.status.OK);

    const set = Buffer.concat(
        found.file_descriptor_response.file_descriptor_proto.map(field));
    const learnt = grpc.loadPackageDefinition(
        loader.loadFileDescriptorSetFromBuffer(set, options));
    assert.ok(learnt.inventory.Inventory.service.WatchStock.requestStream);
    const products = await ask(
        process1(learnt.inventory.Inventory, 'inventory'), 'ListProducts', {});
    assert.strictEqual(products.products.length, 24);
}

// One file of a FileDescriptorSet: field 1, its length, its bytes.
function field(bytes) {
    const head = [0x0a];
    let length = bytes.length;
    for (; length > 127; length >>>= 7)
        head.push((length & 127) | 128);
    return Buffer.concat([Buffer.from([...head, length]), bytes]);
}

(async () => {
    let failed = 0;
    for (const [name, test] of Object.entries(tests)) {
        const patience = setTimeout(() => {
            console.log(`FAILED ${name}: nothing happened`);
            process.exit(1);
        }, PATIENCE_MS);
        try {
            await test();
            console.log(`ok     grpc-js, ${name}`);
        } catch (error) {
            console.log(`FAILED grpc-js, ${name}: ${error.stack}`);
            failed++;
        }
        clearTimeout(patience);
    }
    process.exit(failed ? 1 : 0);
})();
