"""Makes the accurate model of Entente: an encoder fine-tuned on Universal Dependencies. See README.md."""
