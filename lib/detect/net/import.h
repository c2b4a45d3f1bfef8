/*
 * import.h - weights that were made elsewhere, out of a safetensors file.
 *
 * Arrays, F32 or F64, have the names of the net's parts, as PyTorch's
 * state_dict has them and our model files behind "model."; nothing else may
 * be in the file.  PyTorch's second bias of an LSTM is added to the first.
 * In place of X.weight a file may have what Keras calls X, with Keras' names
 * and layout (import.c has the mapping).  Two arrays more, "center" and
 * "scale" of [F], are the scaling that the net was trained with.
 */
#ifndef DETECT_NET_IMPORT_H
#define DETECT_NET_IMPORT_H

#include "base/tensor.h"
#include "detect/net/input.h"
#include "detect/net/net.h"

/* Sizes that the file decides; those it does not say stay: W (but dense),
 * heads, relu, reversed. */
int net_import_dims(struct net_dims *d, const struct net_kind *kind,
    const struct tensors *t, struct err *err);

/* The weights of a net of these sizes.  -1 and which array is missing, has
 * another shape, is not finite or is not part of the net. */
int net_import_weights(struct net *n, const struct tensors *t,
    struct err *err);

/* "center" and "scale", where the file has them. */
int net_import_scale(struct net_input *in, const struct tensors *t,
    struct err *err);

/* For a kind's sizes: rows and columns of the matrix NAME in PyTorch's layout,
 * 1, or 0 when the file has none. */
int net_import_shape(uint64_t shape[2], const struct tensors *t,
    const char *name);

#endif
