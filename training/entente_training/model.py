"""The network: an encoder over pieces, words as the mean of their pieces, and heads for tags and trees."""

import torch
import torch.nn.functional as F
from torch import nn

from . import data

ARC, LABEL = 256, 96


class Layer(nn.Module):
    """A layer of BERT, normalised after each part."""

    def __init__(self, hidden, inner, heads, eps):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps)

    def forward(self, x, mask):
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        # Sentences are short: two plain products are faster on a CPU than the fused attention, above all backwards.
        scores = (q * (hidden // self.heads) ** -0.5) @ k.transpose(2, 3)
        attended = torch.softmax(scores.float().masked_fill(~mask, -1e4), -1).to(v.dtype) @ v
        x = self.norm1(x + self.out(attended.transpose(1, 2).reshape(batch, length, hidden)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Parser(nn.Module):
    """Scores of parts of speech, features, scripts of base forms, heads and relations of the words of a batch."""

    def __init__(self, pretrained, keep, layers, treebanks, labels, dropout=0.33):
        super().__init__()
        hidden = pretrained.hidden
        table = pretrained.tensor("emb.word", (pretrained.vocabulary, hidden))[keep]
        self.register_buffer("pieces", torch.from_numpy(table), persistent=False)
        self.positions = nn.Parameter(torch.from_numpy(pretrained.tensor("emb.pos", (pretrained.positions, hidden))))
        self.kind = nn.Parameter(torch.from_numpy(pretrained.tensor("emb.type", (2, hidden))[0].copy()))
        self.treebank_in = nn.Parameter(torch.zeros(treebanks, hidden))
        self.norm = nn.LayerNorm(hidden, pretrained.eps)
        self.layers = nn.ModuleList(Layer(hidden, pretrained.inner, pretrained.heads, pretrained.eps) for _ in range(layers))
        self.mix = nn.Parameter(torch.zeros(layers + 1))
        self.treebank_out = nn.Parameter(torch.zeros(treebanks, hidden))
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(hidden, 17)
        self.features = nn.Linear(hidden, sum(len(values) for values in labels.features.values()))
        self.lemma = nn.Linear(hidden, len(labels.scripts))
        self.root = nn.Parameter(torch.randn(hidden) * 0.02)
        self.arc_dependent = nn.Linear(hidden, ARC)
        self.arc_head = nn.Linear(hidden, ARC)
        self.arc = nn.Parameter(torch.zeros(ARC, ARC))
        self.arc_bias = nn.Parameter(torch.zeros(ARC))
        self.label_dependent = nn.Linear(hidden, LABEL)
        self.label_head = nn.Linear(hidden, LABEL)
        relations = len(labels.relations)
        self.label = nn.Parameter(torch.randn(relations, LABEL, LABEL) * 0.01)
        self.label_sum = nn.Linear(2 * LABEL, relations)
        self.load(pretrained)

    def teach_names(self):
        """Adds what finds names: scores of labels, and a vector for the convention of each set."""
        hidden = self.tag.in_features
        self.names = nn.Linear(hidden, len(data.NAME_LABELS))
        self.convention = nn.Parameter(torch.zeros(len(data.NAME_SETS), hidden))

    def load(self, pretrained):
        """Takes the pretrained weights."""
        hidden, inner = pretrained.hidden, pretrained.inner

        def put(parameter, name, shape):
            parameter.data.copy_(torch.from_numpy(pretrained.tensor(name, shape)))

        put(self.norm.weight, "emb.ln.w", (hidden,))
        put(self.norm.bias, "emb.ln.b", (hidden,))
        for at, layer in enumerate(self.layers):
            for part, name in enumerate("qkv"):
                put(layer.qkv.weight[part * hidden : (part + 1) * hidden], f"l{at}.{name}.w", (hidden, hidden))
                put(layer.qkv.bias[part * hidden : (part + 1) * hidden], f"l{at}.{name}.b", (hidden,))
            for module, name, shape in [
                (layer.out, "ao", (hidden, hidden)),
                (layer.norm1, "aln", (hidden,)),
                (layer.up, "fi", (inner, hidden)),
                (layer.down, "fo", (hidden, inner)),
                (layer.norm2, "oln", (hidden,)),
            ]:
                put(module.weight, f"l{at}.{name}.w", shape)
                put(module.bias, f"l{at}.{name}.b", shape[:1])

    def words(self, pieces, mask, owner, share, words, treebank):
        """The vectors of the words, (batch, words, hidden). `owner` is the word of each piece in the flattened batch, `share` the weight
        of the piece in the mean; both are 0 for what belongs to no word."""
        x = F.embedding(pieces, self.pieces) + self.positions[: pieces.shape[1]] + self.kind + self.treebank_in[treebank][:, None]
        x = self.norm(x)
        weights = torch.softmax(self.mix, 0)
        total = weights[0] * x.float()
        for weight, layer in zip(weights[1:], self.layers):
            x = layer(x, mask)
            total = total + weight * x.float()
        batch, length, hidden = total.shape
        flat = (total * share[..., None]).view(batch * length, hidden)
        pooled = torch.zeros(batch * words, hidden).index_add_(0, owner.view(-1), flat)
        return pooled.view(batch, words, hidden) + self.treebank_out[treebank][:, None]

    def arcs(self, words):
        """Scores of heads, (batch, dependents, heads): the head 0 is the root."""
        batch = words.shape[0]
        heads = torch.cat([self.root.expand(batch, 1, -1), words], 1)
        dependent = self.dropout(F.gelu(self.arc_dependent(words)))
        head = self.dropout(F.gelu(self.arc_head(heads)))
        return (dependent @ self.arc + self.arc_bias) @ head.transpose(1, 2), heads

    def relations(self, words, heads, chosen):
        """Scores of relations, (batch, dependents, relations), for the chosen heads."""
        dependent = self.dropout(F.gelu(self.label_dependent(words)))
        head = self.dropout(F.gelu(self.label_head(heads)))
        head = torch.gather(head, 1, chosen[..., None].expand(-1, -1, head.shape[-1]))
        return self.bilinear(dependent, head) + self.label_sum(torch.cat([dependent, head], -1))

    def bilinear(self, dependent, head):
        batch, count, size = dependent.shape
        relations = self.label.shape[0]
        left = dependent.reshape(-1, size) @ self.label.permute(1, 0, 2).reshape(size, -1)
        return (left.view(batch, count, relations, size) @ head[..., None]).squeeze(-1)
