/*
 * contracts -- which service answers which contract.
 *
 * One row for each pair of a process and a contract. Every process answers
 * control.Control about itself; customers and inventory also take events.
 */
#include "tutor/contracts.h"

#include <string.h>

#include "chassis/contracts/collector.pb-c.h"
#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/events.pb-c.h"
#include "chassis/contracts/fault.pb-c.h"
#include "chassis/contracts/health.pb-c.h"
#include "chassis/contracts/registry.pb-c.h"
#include "domain/api/shop.pb-c.h"
#include "domain/customers/customers.pb-c.h"
#include "domain/inventory/inventory.pb-c.h"
#include "domain/orders/orders.pb-c.h"
#include "domain/payments/payments.pb-c.h"
#include "domain/shipping/shipping.pb-c.h"

const struct contract_of contracts_list[] = {
    {"customers", &customers__customers__descriptor},
    {"customers", &events__events__descriptor},
    {"customers", &control__control__descriptor},
    {"customers", &faults__faults__descriptor},
    {"customers", &grpc__health__v1__health__descriptor},
    {"orders", &orders__orders__descriptor},
    {"orders", &control__control__descriptor},
    {"orders", &faults__faults__descriptor},
    {"orders", &grpc__health__v1__health__descriptor},
    {"payments", &payments__payments__descriptor},
    {"payments", &control__control__descriptor},
    {"payments", &faults__faults__descriptor},
    {"payments", &grpc__health__v1__health__descriptor},
    {"inventory", &inventory__inventory__descriptor},
    {"inventory", &events__events__descriptor},
    {"inventory", &control__control__descriptor},
    {"inventory", &faults__faults__descriptor},
    {"inventory", &grpc__health__v1__health__descriptor},
    {"shipping", &shipping__shipping__descriptor},
    {"shipping", &control__control__descriptor},
    {"shipping", &faults__faults__descriptor},
    {"shipping", &grpc__health__v1__health__descriptor},
    {"gateway", &shop__shop__descriptor},
    {"gateway", &control__control__descriptor},
    {"gateway", &faults__faults__descriptor},
    {"gateway", &grpc__health__v1__health__descriptor},
    {"monolith", &shop__shop__descriptor},
    {"monolith", &control__control__descriptor},
    {"monolith", &faults__faults__descriptor},
    {"monolith", &grpc__health__v1__health__descriptor},
    {"registry", &registry__registry__descriptor},
    {"registry", &control__control__descriptor},
    {"registry", &faults__faults__descriptor},
    {"registry", &grpc__health__v1__health__descriptor},
    {"collector", &collector__collector__descriptor},
    {"collector", &control__control__descriptor},
    {"collector", &faults__faults__descriptor},
    {"collector", &grpc__health__v1__health__descriptor},
};
const size_t contracts_count = sizeof contracts_list / sizeof *contracts_list;

bool contracts_find(const char *process, const char *name,
                    const ProtobufCServiceDescriptor **contract,
                    const ProtobufCMethodDescriptor **method)
{
    for (size_t i = 0; i < contracts_count; i++) {
        const struct contract_of *row = &contracts_list[i];
        if (strcmp(row->process, process) != 0)
            continue;
        for (unsigned m = 0; m < row->contract->n_methods; m++) {
            if (strcmp(row->contract->methods[m].name, name) != 0)
                continue;
            *contract = row->contract;
            *method = &row->contract->methods[m];
            return true;
        }
    }
    return false;
}
