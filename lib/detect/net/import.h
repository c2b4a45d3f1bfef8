/*
 * import.h - weights trained elsewhere, from a safetensors file.
 *
 * Arrays, F32 or F64, have the names of the net's parts, as in PyTorch's
 * state_dict, or in our model files after "model."; the file may contain
 * nothing else.  PyTorch's second bias of an LSTM is added to the first.  In
 * place of X.weight a file may have what Keras calls X, with Keras' names and
 * layout (import.c has the mapping).  Two further arrays, "center" and "scale"
 * of [F], hold the scaling that the net was trained with.
 */
#ifndef DETECT_NET_IMPORT_H
#define DETECT_NET_IMPORT_H

#include "base/tensor.h"
#include "detect/net/input.h"
#include "detect/net/net.h"

/* Set the sizes that the file determines.  The others are unchanged: W (except
 * for dense), heads, relu, reversed. */
int net_import_dims(struct net_dims *d, const struct net_kind *kind,
    const struct tensors *t, struct err *err);

/* Read the weights of a net of these sizes.  On failure -1 and the name of the
 * array that is missing, has another shape, is not finite or is not part of the
 * net. */
int net_import_weights(struct net *n, const struct tensors *t,
    struct err *err);

/* Read "center" and "scale" if the file has them. */
int net_import_scale(struct net_input *in, const struct tensors *t,
    struct err *err);

/* To derive the sizes of a kind: 1 and the rows and columns of the matrix NAME
 * in PyTorch's layout, or 0 if the file has none. */
int net_import_shape(uint64_t shape[2], const struct tensors *t,
    const char *name);

#endif
