#!/usr/bin/env python3
"""nets.py - weights of networks in PyTorch's and Keras' layout, for nets.bats.

usage: nets.py make KIND COLUMNS OUT      random weights of PyTorch, saved
       nets.py turn IN OUT                the same file in Keras' layout
       nets.py pick IN OUT [+A] [-A]      the weights of a model of ours alone,
                                          with an array more or one less
       nets.py score MODEL FEATS SCORES   a model in PyTorch, against tickscore

make and score need torch, the others nothing.  A safetensors file is 8 bytes with
the length of a JSON header, the header, the arrays.
"""
import array
import json
import re
import struct
import sys

W = 12
TYPES = {'F32': 'f', 'F64': 'd', 'I64': 'q', 'U64': 'Q'}


def read(path):
    """Arrays by name, (shape, values), and the metadata."""
    with open(path, 'rb') as f:
        data = f.read()
    length = struct.unpack('<Q', data[:8])[0]
    head, data = json.loads(data[8:8 + length]), data[8 + length:]
    meta = head.pop('__metadata__', {})
    return {name: (e['shape'], array.array(
        TYPES[e['dtype']], data[slice(*e['data_offsets'])]))
            for name, e in head.items()}, meta


def write(path, arrays):
    head, at = {}, 0
    for name, (shape, values) in arrays.items():
        head[name] = {'dtype': 'F32', 'shape': shape,
                      'data_offsets': [at, at + 4 * len(values)]}
        at += 4 * len(values)
    text = json.dumps(head).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text)
        for _, values in arrays.values():
            f.write(array.array('f', values).tobytes())


def turned(shape, values):
    """[out][in] to [in][out]."""
    out, into = shape
    return [into, out], [values[o * into + i] for i in range(into)
                         for o in range(out)]


def keras(arrays):
    """Names and layout as tick-detectors(7) says."""
    done = {}
    for name, (shape, values) in arrays.items():
        if name.endswith('bias_hh_l0'):
            continue
        if name.endswith('bias_ih_l0'):
            other = arrays[name.replace('_ih_', '_hh_')][1]
            done[name.replace('bias_ih_l0', 'bias')] = (
                shape, [a + b for a, b in zip(values, other)])
        elif '.in_proj_' in name:
            d, heads = shape[0] // 3, 2
            for i, part in enumerate(('query', 'key', 'value')):
                to = name.split('in_proj_')[0] + part
                if name.endswith('bias'):
                    done[to + '.bias'] = ([heads, d // heads],
                                          values[i * d:(i + 1) * d])
                    continue
                done[to + '.kernel'] = (
                    [d, heads, d // heads],
                    turned([d, d], values[i * d * d:(i + 1) * d * d])[1])
        else:
            to = name.replace('out_proj', 'attention_output')
            if len(shape) == 1:
                if re.search(r'norm\d\.', to):
                    to = to.replace('.weight', '.gamma').replace(
                        '.bias', '.beta')
                done[to] = (shape, values)
                continue
            to = re.sub(r'weight(_ih_l0)?$', 'kernel', to)
            to = to.replace('weight_hh_l0', 'recurrent_kernel')
            done[to] = turned(shape, values)
    return done


def net(kind, columns, dims):
    """The modules of tick-detectors(7) in PyTorch."""
    import math
    import torch
    from torch import nn

    class Lstm(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.LSTM(columns, dims['hidden'], batch_first=True)
            self.decoder = nn.LSTM(dims['hidden'], dims['hidden'],
                                   batch_first=True)
            self.output = nn.Linear(dims['hidden'], columns)

        def forward(self, x):
            h = self.encoder(x)[0][:, -1:]
            y = self.output(self.decoder(h.expand(-1, x.shape[1], -1))[0])
            return y.flip(1)

    class Dense(nn.Module):
        def __init__(self):
            super().__init__()
            n, h, z = W * columns, dims['hidden'], dims['latent']
            self.encoder = nn.Sequential(
                nn.Linear(n, h), nn.Tanh(), nn.Linear(h, h // 2), nn.Tanh(),
                nn.Linear(h // 2, z), nn.Tanh())
            self.decoder = nn.Sequential(
                nn.Linear(z, h // 2), nn.Tanh(), nn.Linear(h // 2, h),
                nn.Tanh(), nn.Linear(h, n))

        def forward(self, x):
            return self.decoder(self.encoder(x.flatten(1))).view_as(x)

    class Blocks(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.TransformerEncoderLayer(
                dims['width'], dims['heads'], dims['ff'], dropout=0,
                norm_first=True, batch_first=True)
                for _ in range(dims['layers'])])

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

    class Transformer(nn.Module):
        def __init__(self):
            super().__init__()
            d, z = dims['width'], dims['latent']
            self.embed = nn.Linear(columns, d)
            self.encoder, self.decoder = Blocks(), Blocks()
            self.to_latent = nn.Linear(d, z)
            self.from_latent = nn.Linear(z, d)
            self.output = nn.Linear(d, columns)
            t = torch.arange(W, dtype=torch.float64)[:, None]
            f = torch.exp(torch.arange(0, d, 2, dtype=torch.float64) *
                          (-math.log(10000) / d))
            self.pe = torch.stack([torch.sin(t * f), torch.cos(t * f)],
                                  2).reshape(W, d).float()

        def forward(self, x):
            s = self.encoder(self.embed(x) + self.pe)
            u = self.from_latent(self.to_latent(s.mean(1)))
            return self.output(self.decoder(u[:, None] + self.pe))

    torch.manual_seed(3)
    return {'lstm': Lstm, 'dense': Dense,
            'transformer': Transformer}[kind]().eval()


SIZES = {'lstm': {'hidden': 6}, 'dense': {'hidden': 10, 'latent': 3},
         'transformer': {'width': 8, 'heads': 2, 'ff': 12, 'layers': 2,
                         'latent': 4}}


def make(kind, columns, out):
    state = net(kind, int(columns), SIZES[kind]).state_dict()
    write(out, {name: (list(v.shape), v.flatten().tolist())
                for name, v in state.items()})


def score(model, feats, scores):
    """Reconstruct every window and compare the errors; print the largest
    difference over the largest score."""
    import torch

    arrays, meta = read(model)
    parts = {n[6:]: a for n, a in arrays.items() if n.startswith('model.')}
    dims = {n: int(a[1][0]) for n, a in parts.items()
            if len(a[1]) == 1 and a[1].typecode in 'qQ'}
    names = [f['name'] for f in json.loads(meta['features'])]
    module = net(meta['detector'], len(names), dims)
    module.load_state_dict({n: torch.tensor(a[1].tolist()).view(a[0])
                            for n, a in parts.items()
                            if a[1].typecode == 'f'}, strict=True)
    center, scale = (torch.tensor(parts[n][1].tolist(), dtype=torch.float64)
                     for n in ('center', 'scale'))
    last, worst, most, n = {}, 0, 0, 0
    with open(feats) as rows, open(scores) as scored:
        for row, out in zip(map(json.loads, rows), map(json.loads, scored)):
            window = last.setdefault(row['symbol'], [])
            window.append([row[c] for c in names])
            # null: a window that is not full, or not since a gap
            if out['score'] is None or None in sum(window[-W:], []):
                continue
            x = torch.tensor([window[-W:]], dtype=torch.float64)
            x = ((x - center) / scale).float()
            with torch.no_grad():
                mse = float(((module(x) - x) ** 2).mean())
            worst = max(worst, abs(mse - out['score']))
            most = max(most, mse)
            n += 1
    print(n, 'windows')
    if n < 1000 or worst > 1e-5 * most:
        sys.exit(f'{worst} of {most}')


def turn(path, out):
    write(out, keras(read(path)[0]))


def pick(path, out, *changes):
    arrays = {n[6:]: a for n, a in read(path)[0].items()
              if n.startswith('model.') and a[1].typecode == 'f'}
    for change in changes:
        if change[0] == '+':
            arrays[change[1:]] = ([1], [1.0])
        else:
            del arrays[change[1:]]
    write(out, arrays)


def main():
    command, *rest = sys.argv[1:]
    {'make': make, 'turn': turn, 'pick': pick, 'score': score}[command](*rest)


main()
