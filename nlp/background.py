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
from nlp.likeness import likeness
from nlp.linear import Numbers

SEED = 108  # of the solvers that draw at random; any number, written down
TOPICS = 300  # directions of the words' company; 128 lose 0.004 of tone macro-F1
LABELLED_TIMES, UNLABELLED_TIMES = 3, 10  # a word of the vocabulary stands in at least so many texts of each kind
WORDS: dict[str, Any] = {"token_pattern": r"\w+", "ngram_range": (1, 2), "lowercase": False}  # words and pairs
MOST_COMMON = 0.6  # share of texts beyond which a word says nothing

# Shares of the fields and of the topics beside the whole; half and double are worse, out of fold.
FIELD_SHARES = (1.0, 0.7, 1.0)
TOPICS_SHARE = 2.5
COMPANY_SHARE = 0.6  # of what company a field's words keep; nothing and double are worse, out of fold

Matrix = Any  # a scipy sparse matrix; scipy has no types


@dataclass(frozen=True, slots=True)
class Background:
    """A vocabulary with its idf, the topics of its words (topics x words) and their company (words x directions)."""

    vectorizer: TfidfVectorizer
    topics: Numbers
    company: Numbers

    @property
    def size(self) -> int:
        """The number of words and pairs of the vocabulary."""
        return len(self.vectorizer.vocabulary_)

    def features(self, texts: Sequence[Fields]) -> Matrix:
        """A row a text: the words of each field, the topics of the whole text, the company of each field's words."""
        fields = [self.vectorizer.transform([" ".join(text[i]) for text in texts]) for i in range(len(FIELD_SHARES))]
        topics = sparse.csr_matrix(TOPICS_SHARE * (fields[-1] @ self.topics.T))
        scaled = [share * field for share, field in zip(FIELD_SHARES, fields, strict=True)]
        company = [sparse.csr_matrix(COMPANY_SHARE * (field @ self.company)) for field in fields]
        return sparse.hstack([*scaled, topics, *company]).tocsr()

    def with_company(self, features: Matrix, share: float) -> Matrix:
        """The same features with less or more weight on the company of words; ``folded`` wants the same share."""
        words = features.shape[1] - self.company.shape[1] * len(FIELD_SHARES)
        scale = np.concatenate([np.ones(words), np.full(features.shape[1] - words, share)])
        return (features @ sparse.diags(scale)).tocsr()

    def folded(self, weights: Numbers, share: float = 1.0) -> Numbers:
        """Weights (classes x features) with those of topics and company put into the words', scales undone."""
        sizes = [self.size] * len(FIELD_SHARES) + [len(self.topics)] + [self.company.shape[1]] * len(FIELD_SHARES)
        *fields, by_topic, title, lede, whole, rest = np.split(weights, np.cumsum(sizes), axis=1)
        words = [
            own * field + COMPANY_SHARE * share * (near @ self.company.T)
            for own, field, near in zip(FIELD_SHARES, fields, (title, lede, whole), strict=True)
        ]
        words[-1] += TOPICS_SHARE * (by_topic @ self.topics)
        return np.hstack([*words, rest])


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
    return Background(vectorizer, topics, likeness(others, kept, SEED))
