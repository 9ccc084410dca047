/*
 * odd -- a message with all that the shop's contracts do not use: a message
 *        inside itself, optional numbers, unsigned, floats, lists of numbers.
 *
 * Written by hand in the form that protoc-c generates, so that no contract
 * has to carry it.
 */
#ifndef TESTS_SUPPORT_ODD_H
#define TESTS_SUPPORT_ODD_H

#include <protobuf-c/protobuf-c.h>

struct odd {
    ProtobufCMessage base;
    struct odd *inner;           /* 1 */
    protobuf_c_boolean has_some; /* 2, optional int32 */
    int32_t some;
    uint32_t narrow;          /* 3 */
    uint64_t wide;            /* 4 */
    double real;              /* 5 */
    float single;             /* 6 */
    protobuf_c_boolean truth; /* 7 */
    size_t n_list;            /* 8, repeated int64 */
    int64_t *list;
    ProtobufCBinaryData raw; /* 9 */
};

extern const ProtobufCMessageDescriptor odd_descriptor;

#endif
