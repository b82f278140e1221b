"""The standard operators of our networks as PyTorch functions.

Each takes the node and its inputs (None where one is left out) and returns the output, or a tuple of outputs. Names and
meaning are those of the ONNX operator table, opsets 11 to 21. Written from the operators' specification and PyTorch's
documentation alone: it shares nothing with our compiler, so that agreement means something.
"""

import torch
import torch.nn.functional as F

OPERATORS = {}


def operator(function):
    OPERATORS[function.__name__] = function
    return function


def integers(tensor):
    return [int(number) for number in tensor.reshape(-1).tolist()]


def split_pads(node, axes):
    """ONNX states all begins, then all ends."""
    pads = node.get("pads", [0] * (2 * axes))
    if node.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise NotImplementedError("auto_pad " + node.get("auto_pad"))
    return pads[:axes], pads[axes:]


def padded(x, begins, ends, value=0.0):
    """Spatial padding; PyTorch counts axes from the last one."""
    flat = [amount for begin, end in reversed(list(zip(begins, ends))) for amount in (begin, end)]
    return F.pad(x, flat, value=value) if any(flat) else x


# ----- Convolution and linear layers -----


@operator
def Conv(node, x, w, b=None):
    axes = x.dim() - 2
    begins, ends = split_pads(node, axes)
    if begins != ends:
        x, begins = padded(x, begins, ends), [0] * axes
    convolve = {1: F.conv1d, 2: F.conv2d}[axes]
    strides, dilations = node.get("strides", [1] * axes), node.get("dilations", [1] * axes)
    return convolve(x, w, b, strides, begins, dilations, node.get("group", 1))


@operator
def ConvTranspose(node, x, w, b=None):
    axes = x.dim() - 2
    begins, ends = split_pads(node, axes)
    if node.get("output_shape") is not None:
        raise NotImplementedError("output_shape")
    strides, dilations = node.get("strides", [1] * axes), node.get("dilations", [1] * axes)
    extra, group = node.get("output_padding", [0] * axes), node.get("group", 1)
    if begins == ends:
        return F.conv_transpose2d(x, w, b, strides, begins, extra, group, dilations)
    # The whole sum first, then the pads taken off. A negative end pad cuts; output_padding takes back from the cut.
    whole = F.conv_transpose2d(x, w, b, strides, 0, 0, group, dilations)
    cuts = [more - end for more, end in zip(extra, ends)]
    if any(cut > 0 for cut in cuts):
        raise NotImplementedError("output_padding beyond uneven pads")
    return padded(whole, [-begin for begin in begins], cuts)


@operator
def Gemm(node, a, b, c=None):
    a = a.t() if node.get("transA", 0) else a
    b = b.t() if node.get("transB", 0) else b
    y = node.get("alpha", 1.0) * (a @ b) if node.get("alpha", 1.0) != 1 else a @ b
    return y if c is None else y + node.get("beta", 1.0) * c


@operator
def MatMul(node, a, b):
    return a @ b


# ----- Pooling -----


def overhang(length, kernel, dilation, stride, begin, end, ceil):
    """Further cells at the end that ceil_mode's last window needs; a window that begins in them does not count."""
    reach = dilation * (kernel - 1) + 1
    count = -(-(length + begin + end - reach) // stride) + 1 if ceil else (length + begin + end - reach) // stride + 1
    if ceil and (count - 1) * stride >= length + begin:
        count -= 1
    return max(0, (count - 1) * stride + reach - (length + begin + end))


def pooled_input(node, x, value):
    axes = x.dim() - 2
    begins, ends = split_pads(node, axes)
    kernel, strides = node["kernel_shape"], node.get("strides", [1] * axes)
    dilations = node.get("dilations", [1] * axes)
    over = [
        overhang(x.shape[2 + i], kernel[i], dilations[i], strides[i], begins[i], ends[i], node.get("ceil_mode", 0))
        for i in range(axes)
    ]
    whole = padded(x, begins, [end + more for end, more in zip(ends, over)], value)
    return whole, kernel, strides, dilations


@operator
def MaxPool(node, x):
    axes = x.dim() - 2
    begins, ends = split_pads(node, axes)
    if begins == ends:
        strides, dilations = node.get("strides", [1] * axes), node.get("dilations", [1] * axes)
        return F.max_pool2d(x, node["kernel_shape"], strides, begins, dilations, bool(node.get("ceil_mode", 0)))
    whole, kernel, strides, dilations = pooled_input(node, x, float("-inf"))
    return F.max_pool2d(whole, kernel, strides, 0, dilations)


@operator
def AveragePool(node, x):
    axes = x.dim() - 2
    begins, ends = split_pads(node, axes)
    if any(dilation != 1 for dilation in node.get("dilations", [])):
        raise NotImplementedError("dilated AveragePool")
    include = bool(node.get("count_include_pad", 0))
    if begins == ends:
        strides, ceil = node.get("strides", [1] * axes), bool(node.get("ceil_mode", 0))
        return F.avg_pool2d(x, node["kernel_shape"], strides, begins, ceil, include)
    if include:
        raise NotImplementedError("count_include_pad with uneven pads")
    whole, kernel, strides, _ = pooled_input(node, x, 0.0)
    ones, *_ = pooled_input(node, torch.ones_like(x[:1, :1]), 0.0)
    sums, counts = (F.avg_pool2d(cells, kernel, strides, divisor_override=1) for cells in (whole, ones))
    return sums / counts


@operator
def GlobalAveragePool(node, x):
    return x.mean(dim=tuple(range(2, x.dim())), keepdim=True)


@operator
def GlobalMaxPool(node, x):
    return x.amax(dim=tuple(range(2, x.dim())), keepdim=True)


# ----- Normalization -----


@operator
def BatchNormalization(node, x, scale, bias, mean, variance):
    epsilon = node.get("epsilon", 1e-5)
    if not node.get("training_mode", 0):
        return F.batch_norm(x, mean, variance, scale, bias, False, 0.0, epsilon)
    # PyTorch updates its statistics in place, with the unbiased variance where ONNX has the biased one. No loss reads
    # them.
    momentum = 1 - node.get("momentum", 0.9)
    return F.batch_norm(x, mean, variance, scale, bias, True, momentum, epsilon), mean, variance


@operator
def InstanceNormalization(node, x, scale, bias):
    return F.instance_norm(x, None, None, scale, bias, True, 0.0, node.get("epsilon", 1e-5))


@operator
def GroupNormalization(node, x, scale, bias):
    return F.group_norm(x, node["num_groups"], scale, bias, node.get("epsilon", 1e-5))


@operator
def LRN(node, x):
    if node["size"] % 2 == 0:
        raise NotImplementedError("LRN over an even number of channels: PyTorch has its middle elsewhere")
    alpha, beta, bias = node.get("alpha", 1e-4), node.get("beta", 0.75), node.get("bias", 1.0)
    return F.local_response_norm(x, node["size"], alpha, beta, bias)


# ----- Element by element -----


@operator
def Identity(node, x):
    return x


@operator
def Dropout(node, x, ratio=None, training_mode=None):
    if training_mode is not None and bool(training_mode):
        raise NotImplementedError("Dropout in training mode draws its own numbers")
    return x


@operator
def Relu(node, x):
    return x.relu()


@operator
def LeakyRelu(node, x):
    return F.leaky_relu(x, node.get("alpha", 0.01))


@operator
def Clip(node, x, low=None, high=None):
    """Exactly at a bound, where dequantized networks often are, the gradient is 0, as PyTorch's own ReLU6 and Relu
    have it; clamp would say 1."""
    low = node.get("min", float("-inf")) if low is None else float(low)
    high = node.get("max", float("inf")) if high is None else float(high)
    return F.hardtanh(x, low, high)


@operator
def Sigmoid(node, x):
    return x.sigmoid()


@operator
def HardSigmoid(node, x):
    return (node.get("alpha", 0.2) * x + node.get("beta", 0.5)).clamp(0, 1)


@operator
def Tanh(node, x):
    return x.tanh()


@operator
def Exp(node, x):
    return x.exp()


@operator
def Log(node, x):
    return x.log()


@operator
def Sqrt(node, x):
    return x.sqrt()


@operator
def Neg(node, x):
    return -x


@operator
def Add(node, a, b):
    return a + b


@operator
def Sub(node, a, b):
    return a - b


@operator
def Mul(node, a, b):
    return a * b


@operator
def Div(node, a, b):
    return a / b if a.is_floating_point() else torch.div(a, b, rounding_mode="trunc")


@operator
def Softmax(node, x):
    if node["opset"] >= 13:
        return x.softmax(node.get("axis", -1))
    # Before opset 13 all axes from `axis` on count as one.
    axis = node.get("axis", 1) % x.dim()
    return x.flatten(axis).softmax(-1).reshape(x.shape)


# ----- Movement and shapes -----


@operator
def Concat(node, *xs):
    return torch.cat(xs, node["axis"])


@operator
def Flatten(node, x):
    axis = node.get("axis", 1)
    rows = 1
    for length in x.shape[:axis]:
        rows *= length
    return x.reshape(rows, -1)


@operator
def Reshape(node, x, shape):
    wanted = integers(shape)
    if not node.get("allowzero", 0):
        wanted = [x.shape[i] if length == 0 else length for i, length in enumerate(wanted)]
    return x.reshape(wanted)


@operator
def Transpose(node, x):
    return x.permute(node.get("perm", list(reversed(range(x.dim())))))


@operator
def Squeeze(node, x, axes=None):
    chosen = node.get("axes") if axes is None else integers(axes)
    for axis in sorted((a % x.dim() for a in chosen), reverse=True):
        x = x.squeeze(axis)
    return x


@operator
def Unsqueeze(node, x, axes=None):
    chosen = node["axes"] if axes is None else integers(axes)
    for axis in sorted(a % (x.dim() + len(chosen)) for a in chosen):
        x = x.unsqueeze(axis)
    return x


@operator
def Gather(node, x, indices):
    axis = node.get("axis", 0) % x.dim()
    flat = indices.reshape(-1).long()
    flat = torch.where(flat < 0, flat + x.shape[axis], flat)
    picked = x.index_select(axis, flat)
    return picked.reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])


@operator
def Slice(node, x, starts, ends, axes=None, steps=None):
    starts, ends = integers(starts), integers(ends)
    axes = list(range(len(starts))) if axes is None else integers(axes)
    steps = [1] * len(starts) if steps is None else integers(steps)
    for start, end, axis, step in zip(starts, ends, axes, steps):
        chosen = list(range(*slice(start, None if step < 0 and end < -x.shape[axis] else end, step).indices(x.shape[axis])))
        x = x.index_select(axis, torch.tensor(chosen, dtype=torch.long))
    return x


@operator
def Split(node, x, split=None):
    axis = node.get("axis", 0)
    if split is not None:
        return torch.split(x, integers(split), axis)
    count = node.get("num_outputs", len(node["outputs"]))
    return torch.split(x, -(-x.shape[axis] // count), axis)


@operator
def Pad(node, x, pads, value=None, axes=None):
    amounts = integers(pads)
    half = len(amounts) // 2
    axes = range(half) if axes is None else integers(axes)
    mode = node.get("mode", "constant")
    for axis, begin, end in zip(axes, amounts[:half], amounts[half:]):
        length = x.shape[axis]
        places = torch.arange(-begin, length + end)
        inside = (places >= 0) & (places < length)
        if mode == "reflect":
            places = (places % (2 * length - 2)) if length > 1 else places * 0
            places = torch.where(places >= length, 2 * length - 2 - places, places)
        elif mode == "wrap":
            places = places % length
        x = x.index_select(axis, places.clamp(0, length - 1))
        if mode == "constant":
            mask = inside.reshape([-1 if i == axis % x.dim() else 1 for i in range(x.dim())])
            x = torch.where(mask, x, torch.full((), 0.0 if value is None else float(value), dtype=x.dtype))
    return x


@operator
def Expand(node, x, shape):
    return x * torch.ones(integers(shape), dtype=x.dtype)


@operator
def Shape(node, x):
    return torch.tensor(x.shape[node.get("start", 0) : node.get("end", x.dim())], dtype=torch.int64)


@operator
def Constant(node):
    for key in ("value", "value_float", "value_floats", "value_int", "value_ints"):
        if key in node:
            return node[key] if isinstance(node[key], torch.Tensor) else torch.tensor(node[key])
    raise NotImplementedError("Constant of another kind")


@operator
def Cast(node, x):
    kinds = {1: node["float"], 6: torch.int32, 7: torch.int64, 9: torch.bool, 11: torch.float64}
    return x.to(kinds[node["to"]])


@operator
def ReduceMean(node, x, axes=None):
    chosen = node.get("axes", list(range(x.dim()))) if axes is None else integers(axes)
    return x.mean(chosen, keepdim=bool(node.get("keepdims", 1)))


@operator
def ReduceSum(node, x, axes=None):
    chosen = list(range(x.dim())) if axes is None else integers(axes)
    return x.sum(chosen, keepdim=bool(node.get("keepdims", 1)))


# ----- Resize: one axis after the other, each a matrix -----


def source_of(mode, places, length, wanted, scale):
    """Where output position i lies in the input, by coordinate_transformation_mode."""
    if mode == "asymmetric":
        return places / scale
    if mode == "align_corners":
        return places * (length - 1) / (wanted - 1) if wanted > 1 else places * 0
    if mode == "pytorch_half_pixel" and wanted == 1:
        return places * 0
    if mode in ("half_pixel", "pytorch_half_pixel"):
        return (places + 0.5) / scale - 0.5
    raise NotImplementedError(mode)


def rounded(mode, source):
    if mode == "floor":
        return source.floor()
    if mode == "ceil":
        return source.ceil()
    if mode == "round_prefer_ceil":
        return (source + 0.5).floor()
    return (source - 0.5).ceil()


def resize_matrix(node, length, wanted, scale, dtype):
    places = torch.arange(wanted, dtype=torch.float64)
    source = source_of(node.get("coordinate_transformation_mode", "half_pixel"), places, length, wanted, scale)
    rows = torch.arange(wanted)
    matrix = torch.zeros(wanted, length, dtype=torch.float64)
    if node.get("mode", "nearest") == "nearest":
        nearest = rounded(node.get("nearest_mode", "round_prefer_floor"), source).clamp(0, length - 1).long()
        matrix[rows, nearest] = 1
        return matrix.to(dtype)
    if node["mode"] != "linear":
        raise NotImplementedError(node["mode"])
    low = source.floor()
    for neighbor, weight in ((low, 1 - (source - low)), (low + 1, source - low)):
        matrix.index_put_((rows, neighbor.clamp(0, length - 1).long()), weight, accumulate=True)
    return matrix.to(dtype)


@operator
def Resize(node, x, roi=None, scales=None, sizes=None):
    if node.get("antialias", 0) or node.get("axes") or node.get("keep_aspect_ratio_policy", "stretch") != "stretch":
        raise NotImplementedError("Resize with antialias, axes or a kept aspect ratio")
    if sizes is not None and sizes.numel():
        wanted = integers(sizes)
        factors = [after / before for after, before in zip(wanted, x.shape)]
    else:
        factors = scales.double().tolist()
        wanted = [int(length * factor) for length, factor in zip(x.shape, factors)]
    for axis in range(x.dim()):
        if wanted[axis] != x.shape[axis] or factors[axis] != 1:
            matrix = resize_matrix(node, x.shape[axis], wanted[axis], factors[axis], x.dtype)
            x = torch.tensordot(x, matrix, dims=([axis], [1])).movedim(-1, axis)
    return x
