"""The words of the domain: pure values, importing nothing of ours."""
