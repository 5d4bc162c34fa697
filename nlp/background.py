"""What unlabelled texts teach: how common words are, and which words go together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from nlp.fields import Fields
from nlp.linear import Numbers

SEED = 108  # of the solvers that draw at random; any number, written down
TOPICS = 300  # directions of the words' company; 128 lose 0.004 of tone macro-F1
LABELLED_TIMES, UNLABELLED_TIMES = 3, 10  # a word of the vocabulary stands in at least so many texts of each kind
WORDS: dict[str, Any] = {"token_pattern": r"\w+", "ngram_range": (1, 2), "lowercase": False}  # words and pairs
MOST_COMMON = 0.6  # share of texts beyond which a word says nothing

# Shares of the fields and of the topics beside the whole; half and double are worse, out of fold.
FIELD_SHARES = (1.0, 0.7, 1.0)
TOPICS_SHARE = 2.5

Matrix = Any  # a scipy sparse matrix; scipy has no types


@dataclass(frozen=True, slots=True)
class Background:
    """A vocabulary with its idf, and the topics of its words (topics x words)."""

    vectorizer: TfidfVectorizer
    topics: Numbers

    @property
    def size(self) -> int:
        """The number of words and pairs of the vocabulary."""
        return len(self.vectorizer.vocabulary_)

    def features(self, texts: Sequence[Fields]) -> Matrix:
        """A row a text: the words of each field, and the topics of the whole text."""
        fields = [self.vectorizer.transform([" ".join(text[i]) for text in texts]) for i in range(len(FIELD_SHARES))]
        topics = sparse.csr_matrix(TOPICS_SHARE * (fields[-1] @ self.topics.T))
        scaled = [share * field for share, field in zip(FIELD_SHARES, fields, strict=True)]
        return sparse.hstack([*scaled, topics]).tocsr()

    def folded(self, weights: Numbers) -> Numbers:
        """Weights (classes x features) with the topics' part put into the words' of the whole text, scales undone."""
        end = len(FIELD_SHARES) * self.size
        words = np.hstack([np.full(self.size, share) for share in FIELD_SHARES]) * weights[:, :end]
        by_topic = weights[:, end : end + len(self.topics)]
        words[:, -self.size :] += TOPICS_SHARE * (by_topic @ self.topics)
        return np.hstack([words, weights[:, end + len(self.topics) :]])


def background_of(labelled: Sequence[Fields], unlabelled: Iterable[Fields] = ()) -> Background:
    """The background of texts that will be labelled, taught by further texts where there are any."""
    wholes = [" ".join(text[-1]) for text in labelled]
    others = [" ".join(text[-1]) for text in unlabelled] or wholes
    counter = CountVectorizer(**WORDS, min_df=min(LABELLED_TIMES, len(wholes)))
    seen = counter.fit(wholes).get_feature_names_out().tolist()
    counts = CountVectorizer(**WORDS, vocabulary=seen, binary=True).fit_transform(others)
    known = np.asarray(counts.sum(axis=0)).ravel()
    least = UNLABELLED_TIMES if others is not wholes else 1
    kept = [word for word, n in zip(seen, known.tolist(), strict=True) if least <= n <= MOST_COMMON * len(others)]
    vectorizer = TfidfVectorizer(**WORDS, vocabulary=kept, sublinear_tf=True, dtype=np.float32)
    matrix = vectorizer.fit_transform(others)
    size = min(TOPICS, *(n - 1 for n in matrix.shape))
    topics = TruncatedSVD(size, n_iter=3, random_state=SEED).fit(matrix).components_.astype(np.float32)
    return Background(vectorizer, topics)
