"""Speed of sbi's flows, timed as tests/bench/flow_speed.cpp times ours: an epoch of training and 10,000 draws.

Usage: sbi_speed.py [maf] [nsf] [maf_rqs] [mdn]      (needs `pip install sbi==0.27.0`)

10,000 rows of 5 parameters and 8 data in batches of 200 and as many rows again, a tenth, to validate with; one thread;
5 transforms, 50 hidden units, 2 blocks, 10 bins, tails beyond 3. Times are of the processor.
"""

import sys
import time

import torch
from sbi.inference import NPE
from sbi.neural_nets import posterior_nn
from torch.distributions import MultivariateNormal

ROWS, EPOCHS = 10_000, 10
NETWORKS = {
    "maf": {"hidden_features": 50, "num_transforms": 5, "num_blocks": 2},
    "nsf": {"hidden_features": 50, "num_transforms": 5, "num_blocks": 2, "num_bins": 10, "tail_bound": 3.0},
    "maf_rqs": {"hidden_features": 50, "num_transforms": 5, "num_blocks": 2, "num_bins": 10, "tail_bound": 3.0},
    "mdn": {"hidden_features": 50, "num_components": 10},
}


def draw_rows(count):
    theta = torch.randn(count, 5)
    j = torch.arange(8)
    mean = theta[:, j % 2] + torch.tanh(theta[:, 2 + j % 3])
    return theta, (mean + torch.exp(0.3 * theta[:, 4:]) * torch.randn(count, 8)) / 2


def time_training(name, epochs, theta, x):
    """Seconds of a training of so many epochs and the trained density."""
    torch.manual_seed(1)
    trainer = NPE(
        MultivariateNormal(torch.zeros(5), torch.eye(5)),
        density_estimator=posterior_nn(model=name, **NETWORKS[name]),
        show_progress_bars=False,
    )
    trainer.append_simulations(theta, x)
    start = time.process_time()
    density = trainer.train(
        training_batch_size=200, validation_fraction=1 / 11, max_num_epochs=epochs, stop_after_epochs=1000
    )
    return time.process_time() - start, density


def main(names):
    torch.set_num_threads(1)
    torch.manual_seed(3)
    theta, x = draw_rows(ROWS + ROWS // 10)
    for name in names:
        time_training(name, 1, theta, x)
        once, _ = time_training(name, 1, theta, x)
        many, density = time_training(name, 1 + EPOCHS, theta, x)
        draws = []
        for _ in range(3):
            start = time.process_time()
            density.sample((10_000,), x[:1])
            draws.append(time.process_time() - start)
        print(f"{name}: an epoch {(many - once) / EPOCHS:.3f} s, 10000 draws {min(draws):.3f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or list(NETWORKS))
