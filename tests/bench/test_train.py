"""What fits the weights of the matcher."""

import numpy as np
import pytest

from bench import train
from bench.train_beliefs import BELIEFS
from indexer.dedup import compare, judge, traits
from indexer.record import BibRecord, Creator


@pytest.mark.parametrize(
    ("values", "fallen"),
    [
        ([3, 2, 1], [3, 2, 1]),
        ([1, 2, 3], [2, 2, 2]),
        ([4, 1, 3, -2], [4, 2, 2, -2]),
    ],
)
def test_the_nearest_sequence_that_never_rises(values, fallen):
    assert train.falling(np.array(values, float)).tolist() == fallen


def test_beliefs_speak_of_levels_that_there_are():
    for believed in BELIEFS.values():
        for feature, levels in believed.items():
            assert set(levels) <= set(compare.LEVELS[feature])
    assert {feature for believed in BELIEFS.values() for feature in believed} == set(compare.FEATURES)


def test_the_weights_in_use_are_in_order():
    for model in judge.weights().models.values():
        for feature, levels in model.features.items():
            assert list(levels) == list(compare.LEVELS[feature])
            assert list(levels.values()) == sorted(levels.values(), reverse=True)


def test_a_level_that_tells_gets_its_weight_and_one_without_data_keeps_the_belief():
    book = BibRecord(id="a:1", source="a", member="a", title="Bumi manusia", year=1980)
    same = traits.of(book)
    late = traits.of(BibRecord(id="a:2", source="a", member="a", title="Bumi manusia", year=1990))
    samples = [(same, same, 1, 1.0)] * 40 + [(same, late, 0, 1.0)] * 40
    fitted = train.fit("monograph", samples)["features"]
    assert fitted["year"]["equal"] > BELIEFS["monograph"]["year"]["equal"]
    assert fitted["year"]["6-12 apart"] < BELIEFS["monograph"]["year"]["6-12 apart"]
    assert fitted["isbn"] == {"shared": 3.0, "different": -1.5}


def test_silence_has_no_column():
    thin = traits.of(BibRecord(id="a:1", source="a", member="a", creators=(Creator(name="Hamka"),)))
    columns = [train.Column("title", level) for level in compare.LEVELS["title"]]
    assert not train.matrix_of([(thin, thin, 1, 1.0)], columns).any()
