"""What practitioners call the things in each made bill."""

from __future__ import annotations

PLURAL = {
    "azure_ea": {
        "service": ("service", "services"),
        "region": ("region", "regions"),
        "resource group": ("resource group", "resource groups"),
        "subscription": ("subscription", "subscriptions"),
        "team": ("team", "teams"),
        "meter": ("meter", "meters"),
    },
    "azure_mca": {
        "service": ("service", "services"),
        "region": ("location", "locations"),
        "resource group": ("RG", "RGs"),
        "subscription": ("sub", "subs"),
        "service family": ("service family", "service families"),
    },
    "oci": {
        "service": ("service", "services"),
        "region": ("region", "regions"),
        "compartment": ("compartment", "compartments"),
        "team": ("team", "teams"),
    },
    "gcp": {
        "service": ("service", "services"),
        "project": ("project", "projects"),
        "region": ("region", "regions"),
        "sku": ("SKU", "SKUs"),
        "team": ("team", "teams"),
    },
    "focus": {
        "service": ("service", "services"),
        "provider": ("cloud", "clouds"),
        "account": ("account", "accounts"),
        "region": ("region", "regions"),
        "service category": ("category", "categories"),
        "app": ("app", "apps"),
    },
    "cur2": {
        "service": ("product", "products"),
        "account": ("linked account", "linked accounts"),
        "region": ("region", "regions"),
        "team": ("team", "teams"),
        "usage type": ("usage type", "usage types"),
        "resource": ("resource", "resources"),
    },
    "trend": {"service": ("service", "services")},
    "cost_explorer": {"service": ("service", "services")},
}
"""Bill -> dimension -> (one, many)."""

SPOKEN = {
    "azure_ea": {
        "service": {
            "Virtual Machines": ["VMs", "virtual machines", "the vms"],
            "Storage": ["Storage", "storage"],
            "SQL Database": ["SQL Database", "sql db", "Azure SQL"],
            "Azure Cosmos DB": ["cosmos", "Cosmos DB", "cosmosdb"],
            "Azure Kubernetes Service": ["AKS", "kubernetes", "k8s"],
            "Azure App Service": ["app service", "App Service"],
            "Bandwidth": ["bandwidth"],
            "Log Analytics": ["log analytics"],
            "Key Vault": ["key vault", "keyvault"],
        },
        "region": {"westeurope": ["west europe", "westeurope"], "northeurope": ["north europe", "northeurope"]},
        "resource group": {"rg-data": ["rg-data", "resource group rg-data"], "rg-dev": ["rg-dev"]},
        "subscription": {
            "Contoso Retail": ["Contoso Retail"],
            "Contoso Analytics": ["the Contoso Analytics subscription"],
        },
        "team": {"shop": ["team shop", "the shop team"], "data": ["team data"], "marketing": ["the marketing team"]},
    },
    "azure_mca": {
        "service": {
            "Virtual Machines": ["VMs", "virtual machines"],
            "Azure Database for PostgreSQL": ["postgres", "PostgreSQL", "azure postgres"],
            "Azure Cache for Redis": ["redis", "Redis cache"],
            "Storage": ["storage"],
            "Load Balancer": ["load balancers", "the load balancer"],
            "Azure OpenAI": ["OpenAI", "azure openai"],
            "Azure Monitor": ["azure monitor", "Azure Monitor"],
        },
        "resource group": {"prod-core": ["prod-core"], "ai-lab": ["the ai-lab resource group", "ai-lab"]},
        "subscription": {"fabrikam-ai": ["fabrikam-ai"]},
        "product": {"booking": ["product booking"], "search": ["product search"]},
    },
    "oci": {
        "service": {
            "COMPUTE": ["compute"],
            "BLOCK_STORAGE": ["block storage", "block volumes"],
            "OBJECTSTORE": ["object storage", "objectstore"],
            "DATABASE": ["database", "the database service"],
            "LOADBALANCER": ["load balancer", "the LB"],
        },
        "region": {"eu-frankfurt-1": ["frankfurt", "eu-frankfurt-1"], "us-ashburn-1": ["ashburn"]},
        "compartment": {"erp-prod": ["erp-prod", "the erp-prod compartment"], "backup": ["compartment backup"]},
        "team": {"erp": ["team erp"], "batch": ["team batch"]},
    },
    "gcp": {
        "service": {
            "Compute Engine": ["compute engine", "GCE"],
            "Cloud Storage": ["GCS", "cloud storage", "google cloud storage"],
            "BigQuery": ["BigQuery", "bigquery", "big query", "BQ"],
            "Cloud SQL": ["cloud sql", "cloudsql"],
            "Kubernetes Engine": ["GKE", "kubernetes engine"],
            "Vertex AI": ["vertex", "vertex ai"],
            "Cloud Logging": ["cloud logging", "logging"],
        },
        "region": {"europe-west1": ["belgium", "europe-west1"], "us-central1": ["iowa", "us-central1"]},
        "project": {"orion-prod": ["orion-prod", "project orion-prod"], "orion-dev": ["the orion-dev project"]},
        "team": {"core": ["team core"], "insights": ["the insights team"]},
    },
    "focus": {
        "service": {
            "Amazon Elastic Compute Cloud": ["EC2", "ec2"],
            "Amazon Simple Storage Service": ["S3", "s3"],
            "AWS Lambda": ["lambda"],
            "Amazon DynamoDB": ["dynamo", "dynamodb"],
            "Azure SQL Database": ["azure sql"],
            "BigQuery": ["BigQuery", "bq"],
        },
        "provider": {
            "AWS": ["AWS", "amazon"],
            "Microsoft": ["Azure", "microsoft"],
            "Google Cloud": ["GCP", "google cloud"],
        },
        "account": {"az-erp": ["account az-erp", "az-erp"], "aws-dev": ["aws-dev"]},
        "service category": {"Databases": ["databases"], "Storage": ["storage"], "Analytics": ["analytics"]},
        "app": {"checkout": ["app checkout"], "erp": ["app erp"], "media": ["the media app"]},
    },
    "cur2": {
        "service": {
            "AmazonEC2": ["EC2", "ec2"],
            "AmazonS3": ["S3", "s3"],
            "AWSLambda": ["lambda", "Lambda"],
            "AmazonCloudWatch": ["cloudwatch", "CloudWatch"],
            "AmazonRDS": ["RDS", "rds"],
        },
        "account": {"acme-live": ["acme-live"], "acme-lab": ["the acme-lab account", "acme-lab"]},
        "region": {"eu-central-1": ["frankfurt", "eu-central-1"], "us-east-1": ["virginia", "us-east-1"]},
        "team": {"web": ["team web", "the web team"], "platform": ["team platform"], "billing": ["team billing"]},
    },
    "trend": {
        "service": {
            "Amazon EC2": ["EC2", "ec2"],
            "Amazon RDS": ["RDS", "rds"],
            "Amazon S3": ["S3"],
            "AWS Lambda": ["lambda"],
            "Amazon CloudFront": ["cloudfront", "the CDN (cloudfront)"],
            "AWS Glue": ["glue"],
        }
    },
    "cost_explorer": {
        "service": {
            "EC2-Instances": ["ec2-instances", "EC2 instances"],
            "Relational Database Service": ["RDS", "rds"],
            "S3": ["S3", "s3"],
            "ElastiCache": ["elasticache", "ElastiCache"],
            "EC2-Other": ["EC2-Other", "ec2 other"],
        }
    },
}
"""Bill -> dimension -> value -> ways to say it."""
